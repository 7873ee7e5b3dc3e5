import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { approveMapping, approvePreview, csvFile, openNewEngagement, openPage, signIn } from './session.ts';

async function choose(page: Page, text: string): Promise<void> {
  await page.getByLabel('File to upload').setInputFiles(csvFile('connections.csv', text));
}

/** Uploads the chosen file and approves its mapping as it is proposed. */
async function uploadMapped(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await expect(page.getByText('Your turn')).toBeVisible();
  await openPage(page, 'Attribute mapping');
  await page.getByRole('button', { name: /^Accept \d+ above threshold$/ }).click();
  await page.getByRole('button', { name: /^Accept \d+ columns$/ }).click();
  await approveMapping(page);
  await expect(page.getByRole('heading', { level: 1, name: /^(Enrichment|Inventory)$/ })).toBeVisible();
}

test('a file of connections becomes dependencies, from its template to a confirmed edge', async ({
  page,
}) => {
  await signIn(page);
  await openNewEngagement(page, 'Connections');
  await openPage(page, 'Data import');
  await page.getByRole('radio', { name: /Application discovery/ }).click();

  const template = await test.step('the template is offered', async () => {
    await expect(page.getByRole('region', { name: 'Example rows' })).toContainText('Source Host');
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download a template' }).click();
    return readFileSync(await (await download).path(), 'utf8');
  });
  expect(template).toContain('web01,10.0.0.11,db01');

  await test.step('it is uploaded and its mapping approved', async () => {
    await choose(page, `${template}web01,10.0.0.11,web01,10.0.0.11,80,tcp,1,1,2026-01-31T10:00:00Z\n`);
    await uploadMapped(page);
  });

  await test.step('the checks say what they looked at and found', async () => {
    await expect(page.getByRole('heading', { level: 1, name: 'Enrichment' })).toBeVisible();
    const checks = page.getByRole('region', { name: 'Table of checks' });
    await expect(checks.getByRole('row', { name: /^Dependencies/ })).toContainText('Links to itself: 1');
    await expect(checks.getByRole('row', { name: /^App to server/ })).toContainText('Not available');
    await expectNoViolations(page, 'enrichment');
    await page.screenshot({ path: 'test-results/enrichment.png', fullPage: true });
  });

  await test.step('a dependency is confirmed', async () => {
    await openPage(page, 'Dependencies');
    const row = page.getByRole('row', { name: /^web01.*db01/ });
    await expect(row).toContainText('Uses database');
    await row.getByRole('button', { name: 'Confirm web01 to db01' }).click();
    await expect(row).toContainText('Confirmed');
    await expectNoViolations(page, 'dependencies');
    await page.screenshot({ path: 'test-results/dependencies.png', fullPage: true });
  });
});

test('a file of connections shows what it would change before it is written, and writes it once approved', async ({
  page,
}) => {
  await signIn(page);
  await openNewEngagement(page, 'Previewed connections');
  await openPage(page, 'Data import');
  await page.getByRole('radio', { name: /Application discovery/ }).click();
  const header = 'Source Host,Target Host,Port,Protocol';
  await choose(page, `${header}\nweb01,db01,5432,tcp\nweb01,mq01,5672,tcp\nweb01,web01,80,tcp\n`);
  const wanted = page.getByRole('switch', { name: 'Show what it would change before it is written' });
  await wanted.press('Space');
  await expect(wanted).toBeChecked();
  await expectNoViolations(page, 'upload that asks for its preview');
  await uploadMapped(page);

  await test.step('the preview says what becomes of each row and connection', async () => {
    await openPage(page, 'Enrichment');
    await page.getByRole('link', { name: 'Decide it there' }).click();
    await expect(page.getByText('Every row is accounted for.')).toBeVisible();
    const rows = page.getByRole('region', { name: 'Preview rows' });
    await expect(rows.getByRole('row', { name: /web01 → db01/ })).toContainText('Connect');
    await expect(rows.getByText('names no asset')).toHaveCount(0);
    await expect(rows.getByRole('row', { name: /Reject/ })).toHaveCount(1);
    await expect(page.getByRole('checkbox', { name: /Take over/ })).toHaveCount(0);
    const planned = page.getByRole('region', { name: 'Planned connections' });
    await expect(planned.getByRole('row', { name: /web01.*db01/ })).toContainText('Create');
    await expectNoViolations(page, 'preview of an enrichment');
    await page.screenshot({ path: 'test-results/enrichment-preview.png', fullPage: true });
  });

  await test.step('nothing is written before it is approved', async () => {
    const preview = page.url();
    await openPage(page, 'Dependencies');
    await expect(page.getByText('No dependencies yet')).toBeVisible();
    await page.goto(preview);
    await approvePreview(page);
  });

  await test.step('then the connections are dependencies', async () => {
    await openPage(page, 'Dependencies');
    await expect(async () => {
      await page.reload();
      await expect(page.getByRole('row', { name: /^web01.*db01/ })).toBeVisible({ timeout: 5000 });
    }).toPass({ timeout: 120_000 });
  });
});
