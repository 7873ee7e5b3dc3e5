import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import {
  acceptColumns,
  address,
  approveMapping,
  approvePreview,
  csvFile,
  goToPreview,
  mappingRow,
  openNewEngagement,
  openPage,
  openSettled as open,
  signIn,
  upload,
} from './session.ts';

const file = csvFile(
  'axe.csv',
  `Hostname,IP Address,Environment\n${Array.from({ length: 60 }, (_, n) => `web-${n},10.0.0.${n},Production`).join('\n')}\n`,
);

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page has an accessibility violation in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(address('/login'));
    await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await expectNoViolations(page, 'sign-in');
    await signIn(page);
    await openNewEngagement(page, `Accessibility ${colorScheme}`);
    await expect(page.getByText('This engagement is empty')).toBeVisible();
    await expectNoViolations(page, 'empty overview');
    await upload(page, file);
    await expectNoViolations(page, 'import after upload');
    await page.getByRole('link', { name: 'Continue', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Attribute mapping' })).toBeVisible();
    const flowId = new URL(page.url()).pathname.split('/').pop() ?? '';
    await expect(mappingRow(page, 'Hostname')).toBeVisible();
    await expectNoViolations(page, 'mapping');
    await page.getByRole('tab', { name: 'Imported data' }).click();
    await expect(page.getByRole('gridcell', { name: 'web-0', exact: true })).toBeVisible();
    await expectNoViolations(page, 'imported data');
    await page.getByRole('tab', { name: 'Critical attributes' }).click();
    await expect(page.getByText('facts that planning a migration needs')).toBeVisible();
    await expectNoViolations(page, 'critical attributes');
    await open(page, '/discovery/data-import', 'Data import');
    await expect(page.getByText('CMDB export has an unfinished flow')).toBeVisible();
    await expectNoViolations(page, 'blocked import');
    await open(page, '/discovery/data-cleansing', 'Data cleansing');
    await expectNoViolations(page, 'step without a flow');

    await open(page, `/discovery/attribute-mapping/${flowId}`, 'Attribute mapping');
    // The identity of an asset needs an accepted column; what is undecided is left out.
    await acceptColumns(page, ['Hostname']);
    await approveMapping(page);
    await goToPreview(page);
    await expectNoViolations(page, 'preview');
    await open(page, `/discovery/data-cleansing/${flowId}`, 'Data cleansing');
    await expectNoViolations(page, 'cleansing');
    await open(page, `/discovery/inventory/${flowId}`, 'Inventory');
    await approvePreview(page);

    await open(page, '/flows', 'Flows');
    await expect(page.getByRole('row', { name: /axe\.csv/ })).toContainText('Completed');
    await expectNoViolations(page, 'flows');
    await open(page, `/flows/${flowId}`, /axe\.csv/);
    await expectNoViolations(page, 'flow');
    await open(page, `/discovery/data-validation/${flowId}`, 'Data validation');
    await expectNoViolations(page, 'validation');
    await open(page, '/', 'Overview');
    await expectNoViolations(page, 'overview');
    await page.getByRole('link', { name: 'axe.csv' }).first().click();
    await expect(page.getByRole('tab', { name: 'Rows as imported' })).toBeVisible();
    await expect(page.getByRole('gridcell', { name: 'web-0', exact: true })).toBeVisible();
    await expectNoViolations(page, 'import details');
    await page.getByRole('gridcell', { name: 'web-0', exact: true }).click();
    const row = page.getByRole('dialog');
    await expect(row.getByRole('region', { name: 'Cleansed values' })).toContainText('web-0');
    await expectNoViolations(page, 'row');
    await page.keyboard.press('Escape');
    await openPage(page, 'Inventory');
    await expect(page.getByRole('gridcell', { name: 'web-0', exact: true }).first()).toBeVisible();
    await expectNoViolations(page, 'inventory');
    await page.getByRole('gridcell', { name: 'web-0', exact: true }).first().click();
    await expect(page.getByRole('dialog')).toContainText('line 2');
    await expectNoViolations(page, 'asset');
    await page.keyboard.press('Escape');
    await open(page, '/nowhere', 'Page not found');
    await expectNoViolations(page, 'not found');
  });
}
