import { readFileSync } from 'node:fs';
import { expect, type Page, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import {
  continueToPreview,
  csvFile,
  openNewEngagement,
  openPage,
  openSettled,
  signIn,
  upload,
} from './session.ts';

const header = 'Hostname,Serial Number,RAM (GB)';
const row = (machine: number, ram: number) => `web-${machine},SER-100${machine}X,${ram}`;

/** Takes a file to its preview, the columns mapped as proposed; answers the flow's id. */
async function previewed(page: Page, name: string, rows: readonly string[]): Promise<string> {
  await upload(page, csvFile(name, `${[header, ...rows].join('\n')}\n`));
  return continueToPreview(page, ['Hostname', 'Serial Number', 'RAM (GB)']);
}

test('an import that changes most assets shows what becomes of each field and is approved with its number', async ({
  page,
}) => {
  await signIn(page);
  await openNewEngagement(page, 'Large change');
  await previewed(
    page,
    'first.csv',
    [1, 2, 3].map((machine) => row(machine, 8)),
  );
  await page.getByRole('button', { name: 'Approve preview…' }).click();
  await expect(page.getByRole('checkbox', { name: /existing assets/ })).toHaveCount(0);
  const write = page.getByRole('button', { name: 'Approve and write' });
  await write.click();
  await expect(write).toHaveCount(0);
  await expect(page.getByRole('gridcell', { name: 'web-1', exact: true }).first()).toBeVisible();

  const flowId = await previewed(page, 'second.csv', [row(1, 16), row(2, 32), row(3, 8)]);
  const changed = page.getByRole('row', { name: /web-1/ });
  await expect(changed).toContainText('it is newer');
  await expect(changed).toContainText('row 1');
  await expect(page.getByText('2 of 3 existing assets change or are rejected')).toBeVisible();
  await expectNoViolations(page, 'preview of a large change');

  await page.getByRole('button', { name: 'Approve preview…' }).click();
  await expect(write).toBeDisabled();
  await expectNoViolations(page, 'approval of a large change');
  await page
    .getByRole('checkbox', { name: 'I know that 2 of 3 existing assets change or are rejected' })
    .check();
  await write.click();
  await expect(write).toHaveCount(0);

  await openSettled(page, `/flows/${flowId}`, /second/);
  await page.getByRole('link', { name: 'See the rows of the file' }).click();
  await expect(page.getByText('Report of this import')).toBeVisible();
  const saved = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download the report as JSON' }).click();
  const report = JSON.parse(readFileSync(await (await saved).path(), 'utf8'));
  expect(report.accounting).toMatchObject({ source_rows: 3, updated: 2, unchanged: 1 });
  await expectNoViolations(page, 'import with its report');

  await openPage(page, 'Sources');
  await page.getByLabel('Ask again above this share of the existing assets').fill('80');
  await page.getByRole('button', { name: 'Save the share' }).click();
  await expect(page.getByText('The share is saved.')).toBeVisible();
  await expectNoViolations(page, 'guard against large changes');
});
