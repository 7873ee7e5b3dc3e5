import { expect, type Page, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import {
  acceptColumns,
  approveMapping,
  csvFile,
  openNewEngagement,
  openPage,
  openSettled,
  signIn,
} from './session.ts';

const header = 'Name,Serial Number,CPU Cores';
// More machines than the second file changes, so that no guard asks about it.
const others = ['a', 'b', 'c', 'd'].map((letter) => `app-${letter},SER-200${letter}Y,2\n`).join('');
const twins = `${header}\nweb01,SER-1001X,4\nweb01,SER-1002X,8\ndb01,SER-1003X,16\n${others}`;
const measured = `${header}\nweb01,,32\ndb01,SER-1003X,64\n`;

/** Imports machines and waits until they are written. */
async function importMachines(page: Page, name: string, text: string): Promise<void> {
  await openPage(page, 'Data import');
  await page.getByRole('radio', { name: /Infrastructure/ }).click();
  await page.getByLabel('File to upload').setInputFiles(csvFile(name, text));
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await expect(page.getByText('Your turn')).toBeVisible();
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await acceptColumns(page, header.split(','));
  await approveMapping(page);
  await expectRow(page, name, 'Completed');
}

/** Looks at the list of imports until the file stands there like this. */
async function expectRow(page: Page, name: string, text: string): Promise<void> {
  await expect(async () => {
    await openSettled(page, '/discovery/data-import', 'Data import');
    await expect(page.getByRole('row', { name: new RegExp(name) })).toContainText(text, { timeout: 5000 });
  }).toPass();
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`the asset of a row that several fit is chosen on the page, in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Choices ${colorScheme}`);
    await importMachines(page, 'twins.csv', twins);
    await importMachines(page, 'measured.csv', measured);

    await page.getByRole('link', { name: 'measured.csv', exact: true }).click();
    await page.getByRole('tab', { name: 'Rejected rows (1)' }).click();
    const row = page.getByRole('row', { name: /the row fits several assets/i });
    await expect(row).toContainText('web01');
    await row.getByRole('button', { name: 'Choose the asset of line 2' }).click();
    const dialog = page.getByRole('dialog', { name: 'Choose the asset of line 2' });
    await expect(dialog.getByRole('radio')).toHaveCount(3);
    const choose = dialog.getByRole('button', { name: 'Choose' });
    await expect(choose).toBeDisabled();
    await expectNoViolations(page, 'choosing an asset');
    await page.screenshot({ path: `test-results/choose-asset-${colorScheme}.png`, fullPage: true });
    await dialog.getByRole('radio', { name: 'web01', exact: true }).nth(1).check();
    await choose.click();
    await expect(page.getByText('1 row settled; the flow goes on with it.')).toBeVisible();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('tab', { name: 'Rejected rows (0)' })).toBeVisible();
    await expect(page.getByText('No row was rejected')).toBeVisible();
    await expectNoViolations(page, 'a chosen asset');
  });
}
