import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { approvePreview, continueToPreview, csvFile, openNewEngagement, signIn, upload } from './session.ts';

const rows = [
  'web-1,SN-1001X,Dell Inc.',
  'web-2,SN-1002X,DELL INC',
  'web-3,SN-1003X,Dell Inc.',
  'web-4,SN-1004X,dell-inc',
  'web-5,SN-1005X,HPE',
  'web-6,SN-1006X,hpe',
  'web-7,SN-1007X,HPE',
  'web-8,SN-1008X,Dell  inc.',
  'web-9,SN-1009X,DELL',
  'web-10,SN-1010X,dell.Inc',
  'web-11,SN-1011X,DELL-Inc',
];
const file = csvFile('spellings.csv', `Hostname,Serial Number,Manufacturer\n${rows.join('\n')}\n`);

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a recommendation is applied, undone by key, and applied again, in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Recommendations ${colorScheme}`);
    await upload(page, file);
    await continueToPreview(page, ['Hostname', 'Serial Number', 'Manufacturer']);

    await page.getByRole('link', { name: '1 recommendation for the cleansed values' }).click();
    await expect(page.getByRole('region', { name: 'Quality before and after' })).toContainText('Uniformity');
    const section = page.getByRole('region', { name: 'Recommendations' });
    await expect(section.getByText('Write each Manufacturer in one way')).toBeVisible();
    await expect(section.getByText('6 rows would change', { exact: false })).toBeVisible();
    await expectNoViolations(page, 'recommendations');
    await section.getByRole('button', { name: 'Show all 6 rows' }).click();
    const dialog = page.getByRole('dialog', { name: 'Write each Manufacturer in one way' });
    await expect(dialog.getByRole('row')).toHaveCount(7);
    await expectNoViolations(page, 'all changes');
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);

    await section.getByRole('button', { name: 'Apply' }).click();
    await expect(section.getByRole('button', { name: 'Undo' })).toBeVisible();
    await expect(section.getByText('6 rows changed', { exact: false })).toBeVisible();
    await page.keyboard.press('z');
    await expect(section.getByText('Undone', { exact: true })).toBeVisible();
    await section.getByRole('button', { name: 'Apply' }).click();
    await expect(section.getByRole('button', { name: 'Undo' })).toBeVisible();
    await expectNoViolations(page, 'an applied recommendation');

    await section.getByRole('link', { name: 'Back to the preview' }).click();
    await approvePreview(page);
    await page.getByRole('tab', { name: 'Assets of this flow' }).click();
    await expect(page.getByRole('gridcell', { name: 'web-4', exact: true }).first()).toBeVisible();
  });
}
