import { readFileSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { approveMapping, openNewEngagement, openPage, signIn } from './session.ts';

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
    const buffer = Buffer.from(
      `${template}web01,10.0.0.11,web01,10.0.0.11,80,tcp,1,1,2026-01-31T10:00:00Z\n`,
    );
    const file = { name: 'connections.csv', mimeType: 'text/csv', buffer };
    await page.getByLabel('File to upload').setInputFiles(file);
    await page.getByRole('button', { name: 'Upload and start' }).click();
    await expect(page.getByText('Your turn')).toBeVisible();
    await openPage(page, 'Attribute mapping');
    await page.getByRole('button', { name: /^Accept \d+ above threshold$/ }).click();
    await page.getByRole('button', { name: /^Accept \d+ columns$/ }).click();
    await approveMapping(page);
  });

  await test.step('the checks say what they looked at and found', async () => {
    await expect(page.getByRole('heading', { level: 1, name: 'Enrichment' })).toBeVisible();
    const checks = page.getByRole('region', { name: 'Table of checks' });
    await expect(checks.getByRole('row', { name: /^Dependencies/ })).toContainText('Self dependencies: 1');
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
