import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { approvePreview, continueToPreview, csvFile, openNewEngagement, signIn, upload } from './session.ts';

const file = csvFile(
  'review.csv',
  'Hostname,RAM (GB),Environment\nweb-1,16,Production\nweb-2,32,Test\nweb-3,64,Test\n',
);

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a reviewer leaves a row out and corrects another before the approval, in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Review ${colorScheme}`);
    await upload(page, file);
    await continueToPreview(page, ['Hostname', 'RAM (GB)', 'Environment']);

    await page.getByRole('checkbox', { name: 'Take over line 3' }).uncheck();
    const left = page.getByRole('row', { name: /web-2/ });
    await expect(left).toContainText('The row was left out in the review.');
    await expect(page.getByText('2 create + 1 reject')).toBeVisible();

    await page.getByRole('button', { name: 'Edit line 4' }).click();
    const dialog = page.getByRole('dialog', { name: /Values of line 4/ });
    await dialog.getByLabel('Memory', { exact: false }).first().fill('a lot');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog.getByText(/cannot be read as/).first()).toBeVisible();
    await expectNoViolations(page, 'editing a row');
    await dialog.getByLabel('Memory', { exact: false }).first().fill('128');
    await dialog.getByRole('button', { name: 'Back' }).click();
    await expect(dialog.getByText('Your changes are not saved')).toBeVisible();
    await dialog.getByRole('button', { name: 'Keep editing' }).click();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    await expect(page.getByRole('row', { name: /web-3/ })).toContainText('128');
    await expectNoViolations(page, 'reviewed preview');

    await approvePreview(page);
    await page.getByRole('tab', { name: 'Assets of this flow' }).click();
    await expect(page.getByRole('gridcell', { name: 'web-3', exact: true }).first()).toBeVisible();
    await expect(page.getByRole('gridcell', { name: 'web-2', exact: true })).toHaveCount(0);
  });
}
