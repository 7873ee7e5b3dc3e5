import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import {
  approvePreview,
  goToPreview,
  mappingRow,
  openNewEngagement,
  openPage,
  sampleFile,
  signIn,
  upload,
} from './session.ts';

test('a file becomes an inventory in which every value tells where it came from', async ({ page }) => {
  await signIn(page);
  await openNewEngagement(page, 'File to inventory');
  await expect(page.getByText('This engagement is empty')).toBeVisible();

  await upload(page, sampleFile('cmdb-export.csv'));
  await page.getByRole('link', { name: 'Continue', exact: true }).click();

  await test.step('critical findings are decided', async () => {
    await expect(page.getByRole('heading', { level: 1, name: 'Data validation' })).toBeVisible();
    const proceed = page.getByRole('button', { name: 'Continue to mapping…' });
    await expect(proceed).toBeDisabled();
    await page.getByRole('button', { name: /^Show the rows of: A separator may group/ }).click();
    const rows = page.getByRole('region', { name: /^Rows of: A separator may group/ });
    await expect(rows.getByRole('row').nth(1).getByRole('cell').nth(1)).toHaveText(/^\d+[.,]\d{3} MB$/);
    await expectNoViolations(page, 'rows of a finding');
    await page.getByRole('button', { name: /decimals.*recommended/ }).click();
    await expect(page.getByText(/^Decision:/)).toBeVisible();
    await proceed.click();
    await page.getByRole('button', { name: 'Continue', exact: true }).click();
  });

  await test.step('the proposed mapping is accepted in bulk and approved', async () => {
    await openPage(page, 'Attribute mapping');
    const ramRow = mappingRow(page, 'RAM (MB)');
    await expect(ramRow).toContainText('Memory');
    await expect(ramRow).toContainText(/\d+% High/);
    await page.getByRole('button', { name: /^Accept \d+ above threshold$/ }).click();
    await page.getByRole('button', { name: /^Accept \d+ columns$/ }).click();
    await expect(ramRow).toContainText('Accepted');
    await page.getByRole('button', { name: 'Approve mapping…' }).click();
    await expect(page.getByRole('dialog')).toContainText('will be imported into the inventory');
    await page.getByRole('button', { name: 'Approve and continue' }).click();
  });

  await test.step('cleansing shows what it did', async () => {
    await expect(page.getByRole('heading', { level: 1, name: 'Data cleansing' })).toBeVisible();
    await expect(page.getByRole('row', { name: /RAM \(MB\)/ })).toContainText('16384');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download the cleansed rows as CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/^cleansed-rows-.*\.csv$/);
    await goToPreview(page);
  });

  await test.step('the preview accounts for every row, and nothing is written before it is approved', async () => {
    await expect(page.getByText('200 of 200 source rows. Every row is accounted for.')).toBeVisible();
    await page.getByRole('tab', { name: 'All assets' }).click();
    await expect(page.getByText('No assets yet')).toBeVisible();
    await page.getByRole('tab', { name: 'Preview' }).click();
    await approvePreview(page);
  });

  await test.step('an asset shows file, line and column of its values', async () => {
    await openPage(page, 'Inventory');
    const grid = page.getByRole('grid');
    await expect(grid).toBeVisible();
    await page.getByLabel('Search assets').fill('opo-ord-web01');
    await expect(page.getByText('1 matching asset')).toBeVisible();
    await page.getByRole('gridcell', { name: 'opo-ord-web01', exact: true }).click();
    const memory = page.getByRole('dialog').getByRole('row', { name: /^Memory/ });
    await expect(memory).toContainText('16 GB');
    await expect(memory).toContainText('cmdb-export.csv, line 2, column RAM (MB)');
    await expect(memory).toContainText('was “16384”');
    await expect(memory).toContainText('mapping approved by');
  });
});
