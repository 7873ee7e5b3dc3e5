import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { csvFile, mappingRow, openNewEngagement, signIn, upload } from './session.ts';

const file = csvFile('learned.csv', 'Hostname,Stellplatz\nweb-1,7\nweb-2,9\n');

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a column goes to a field of the client's own, and what was taught can be forgotten, in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Learned ${colorScheme}`);
    await upload(page, file);
    await page.getByRole('link', { name: 'Continue', exact: true }).click();
    await expect(mappingRow(page, 'Hostname')).toBeVisible();

    await page.getByRole('tab', { name: 'Learned' }).click();
    await expect(page.getByText('Nothing is learned yet')).toBeVisible();
    await page.getByLabel('Name of the field').fill('Parking space');
    await page.getByLabel('Holds').selectOption('Whole number');
    await page.getByRole('button', { name: 'Add the field' }).click();
    await expect(page.getByRole('row', { name: /custom\.parking_space/ })).toContainText('Whole number');

    await page.getByRole('tab', { name: 'Field mappings' }).click();
    await mappingRow(page, 'Hostname').getByRole('button', { name: 'Accept Hostname' }).click();
    await mappingRow(page, 'Stellplatz').click();
    await page.getByRole('combobox', { name: 'Target field for Stellplatz' }).fill('Parking');
    await page.getByRole('option', { name: /Parking space/ }).click();
    await expect(mappingRow(page, 'Stellplatz')).toContainText('Custom');

    await page.getByRole('tab', { name: 'Learned' }).click();
    const taught = page.getByRole('row', { name: /hostname/i }).filter({ hasText: 'Means' });
    await expect(taught).toBeVisible();
    await expectNoViolations(page, 'learned');
    await page.getByRole('button', { name: 'Remove Parking space' }).click();
    await expect(page.getByText('Columns are mapped to this field')).toBeVisible();
    await taught.getByRole('button', { name: /^Forget/ }).click();
    await expect(page.getByText('Nothing is learned yet')).toBeVisible();
  });
}
