import { EventEmitter, once } from 'node:events';
import { expect, test } from '@playwright/test';
import {
  chooseFromMenu,
  csvFile,
  openNewEngagement,
  openPage,
  servers,
  signIn,
  startFlow,
  upload,
} from './session.ts';

test('an unfinished flow blocks the next upload of its category until it is cancelled', async ({ page }) => {
  await startFlow(page, 'Blocked upload');

  await page.reload();
  await expect(page.getByText('CMDB export has an unfinished flow')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Upload and start' })).toHaveCount(0);
  const dialog = await chooseFromMenu(page, 'CMDB export servers.csv', 'Cancel flow…');
  await dialog.getByLabel('Reason').fill('Wrong file');
  await dialog.getByRole('button', { name: 'Cancel flow' }).click();

  await expect(page.getByText('CMDB export has an unfinished flow')).toHaveCount(0);
  await expect(page.getByText('Drop a file here')).toBeVisible();
  await openPage(page, 'Flows');
  await expect(page.getByRole('row', { name: /servers\.csv/ })).toContainText('Cancelled');
});

test('a blocked page explains, and discards the old flow and uploads the new file in one action', async ({
  page,
}) => {
  await startFlow(page, 'Discard and upload');
  await page.reload();

  const card = page.getByRole('article', { name: 'CMDB export servers.csv' });
  await expect(card).toContainText('Attribute mapping: waits for approval of the mapping');
  await expect(card).toContainText('40 %');
  for (const way of ['Continue', 'Details', 'Manage flows'])
    await expect(card.getByRole('link', { name: way, exact: true })).toBeVisible();
  await expect(card.getByRole('button', { name: 'Discard…' })).toBeVisible();

  await page
    .getByLabel('File to upload')
    .setInputFiles(csvFile('better.csv', 'Hostname,Environment\nweb-9,Production\n'));
  await page.getByRole('button', { name: 'Discard and upload this file…' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('region', { name: 'Removed' })).toContainText('3 rows as imported');
  await expect(dialog.getByRole('region', { name: 'Removed' })).toContainText('2 column mappings');
  await expect(dialog).toContainText('This cannot be undone.');
  await dialog.getByLabel('Reason').fill('A better export came');
  await dialog.getByRole('button', { name: 'Discard and upload this file' }).click();

  await expect(page.getByText('CMDB export better.csv is stored')).toBeVisible();
  await expect(page.getByText('Your turn')).toBeVisible();
  await openPage(page, 'Flows');
  await expect(page.getByRole('row', { name: /better\.csv/ })).toBeVisible();
  await expect(page.getByRole('row', { name: /servers\.csv/ })).toHaveCount(0);
});

test('an upload that loses the race keeps its file and can be sent again', async ({ page, context }) => {
  await signIn(page);
  await openNewEngagement(page, 'Lost race');
  await openPage(page, 'Data import');
  await page.getByLabel('File to upload').setInputFiles(servers);

  // On its way, and until then another tab of the same person is faster.
  const race = new EventEmitter();
  const isDecided = once(race, 'decided');
  await page.route('**/api/v1/data-imports', async (route) => {
    await isDecided;
    await route.continue();
  });
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await expect(page.getByRole('progressbar', { name: 'Upload' })).toBeVisible();
  const other = await context.newPage();
  await signIn(other);
  await upload(other, servers);

  await page.bringToFront();
  race.emit('decided');
  await expect(page.getByText('CMDB export has an unfinished flow')).toBeVisible();
  await expect(page.getByText(/^Your file stays chosen/)).toBeVisible();
  await expect(page.getByText('servers.csv (')).toBeVisible();
});

test('a file that cannot be taken is refused in words, and the category stays free', async ({ page }) => {
  await signIn(page);
  await openNewEngagement(page, 'Refused files');
  await openPage(page, 'Data import');
  await page.getByLabel('File to upload').setInputFiles(csvFile('empty.csv', ''));
  await expect(page.getByRole('alert')).toContainText('file_has_no_rows');
  await expect(page.getByRole('button', { name: 'Upload and start' })).toBeDisabled();
  await expect(page.getByRole('radio', { name: 'Ready CMDB export' })).toBeVisible();
});
