import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { csvFile, openNewEngagement, signIn, upload } from './session.ts';

/** Sizes in two columns that can be read two ways, and words for no value in three others. */
const file = csvFile(
  'sizes.csv',
  [
    'Hostname;RAM (MB);Storage (MB);Location;Rack;Department',
    'web-1;32,768 MB;65,536 MB;Berlin;R1;Sales',
    'web-2;16,384 MB;32,768 MB;n/a;tbd;unknown',
    'web-3;8,192 MB;16,384 MB;Bremen;R2;Sales',
    '',
  ].join('\n'),
);

test('findings of one kind are decided together, and each column shows what it holds', async ({ page }) => {
  await signIn(page);
  await openNewEngagement(page, 'Decide together');
  await upload(page, file);
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Data validation' })).toBeVisible();
  await expect(page.getByText('2 findings of this kind without a decision')).toBeVisible();
  const profiles = page.getByRole('region', { name: 'Table of column profiles' });
  await expect(profiles.getByRole('row', { name: /Hostname.*100%/ })).toBeVisible();
  const placeholders = page.locator('details').filter({ hasText: 'Placeholder words' });
  await expect(placeholders).toContainText('3 findings · “Location”, “Rack”, “Department”');
  await expect(placeholders.getByText('Column “Rack”')).toHaveCount(0);
  await placeholders.locator('summary').press('Enter');
  await expect(placeholders.getByText('Column “Rack”')).toBeVisible();
  await expectNoViolations(page, 'findings of one kind');
  await page
    .getByRole('button', { name: /^All: .*decimals/ })
    .first()
    .click();
  await expect(page.getByText('Every critical finding has a decision.')).toBeVisible();
  await expect(page.getByText(/^Decision:/)).toHaveCount(2);
});
