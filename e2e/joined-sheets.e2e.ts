import { expect, test } from '@playwright/test';
import { estateWorkbook } from '../apps/server/test/estate-workbook.ts';
import { expectNoViolations } from './axe.ts';
import { openNewEngagement, openPage, signIn } from './session.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`several sheets of a workbook become one import, joined by their machines (${colorScheme})`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Joined ${colorScheme}`);
    await openPage(page, 'Data import');
    await page.getByLabel('File to upload').setInputFiles({
      name: 'estate.xlsx',
      mimeType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
      buffer: estateWorkbook(24),
    });

    const panel = page.getByRole('region', { name: 'How the file will be read' });
    const joined = panel.getByRole('combobox', { name: 'Joined with' });
    for (const sheet of ['vMemory', 'vDisk', 'vHost']) {
      const option = page.getByRole('option', { name: sheet });
      if (!(await option.isVisible())) await joined.press('ArrowDown');
      await option.click();
      await expect(panel.getByRole('rowheader', { name: sheet })).toBeVisible();
    }
    await page.keyboard.press('Escape');
    await expect(panel.getByRole('combobox', { name: 'Lead sheet' })).toHaveValue('vInfo');
    const evidence = panel.getByRole('region', { name: 'How the sheets are joined' });
    await expect(evidence.getByRole('row', { name: /vMemory/ })).toContainText('24 of 25 rows');
    await expect(evidence.getByRole('row', { name: /vDisk/ })).toContainText(
      'several rows for a machine, as lists',
    );
    await expect(evidence.getByRole('row', { name: /vHost/ })).toContainText('one row for several machines');
    await expect(panel.getByRole('columnheader', { name: 'vDisk.Capacity MiB' })).toBeVisible();
    await expect(panel.getByRole('cell', { name: '40960;81920', exact: true }).first()).toBeVisible();
    await expectNoViolations(page, 'joined sheets');
    await page.screenshot({ path: `test-results/joined-sheets-${colorScheme}.png`, fullPage: true });

    await evidence.getByRole('combobox', { name: 'Column that joins vDisk' }).click();
    await page.getByRole('option', { name: /^VM \(/ }).click();
    await expect(evidence.getByRole('combobox', { name: 'Column that joins vDisk' })).toHaveValue(/^VM \(/);

    await page.getByRole('button', { name: 'Upload and start' }).click();
    await expect(page.getByText('Your turn')).toBeVisible();
  });
}
