import { expect, type Page, test } from '@playwright/test';
import { csvFile, mappingRow, openNewEngagement, signIn, upload } from './session.ts';

const file = csvFile(
  'keys.csv',
  'Hostname,IP Address,Environment,Zz Note\nweb-1,10.0.0.1,Production,alpha\nweb-2,10.0.0.2,Test,beta\n',
);

/** Presses the keys that lead to a page; again when a busy machine let them come too far apart. */
async function goByKeys(page: Page, key: string, heading: string): Promise<void> {
  await expect(async () => {
    await page.keyboard.press('g');
    await page.keyboard.press(key);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible({ timeout: 5000 });
  }).toPass();
}

test('columns are decided, taken back and approved by keys alone', async ({ page }) => {
  await signIn(page);
  await openNewEngagement(page, 'By keyboard');
  await upload(page, file);
  await page.locator('body').focus();
  await goByKeys(page, 'm', 'Attribute mapping');
  await expect(mappingRow(page, 'Hostname')).toHaveAttribute('aria-current', 'true');

  await page.keyboard.press('a');
  await expect(mappingRow(page, 'Hostname')).toContainText('Accepted');
  await expect(mappingRow(page, 'IP Address')).toHaveAttribute('aria-current', 'true');
  await page.keyboard.press('i');
  await expect(mappingRow(page, 'IP Address')).toContainText('Ignored');
  await page.keyboard.press('z');
  await expect(mappingRow(page, 'IP Address')).toContainText('Suggested');

  await page.keyboard.press('x');
  const rejecting = page.getByRole('dialog', { name: /Reject “Environment”/ });
  await expect(rejecting.getByLabel('Reason')).toBeFocused();
  await page.keyboard.type('All the same');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(mappingRow(page, 'Environment')).toContainText('Rejected');
  await page.keyboard.press('c');
  await expect(mappingRow(page, 'Zz Note')).toContainText('Custom');

  await page.keyboard.press('Control+Enter');
  await expect(page.getByRole('dialog', { name: 'Approve the mapping' })).toContainText('still undecided');
  await page.keyboard.press('Escape');
});

test('single-key shortcuts can be switched off', async ({ page }) => {
  await signIn(page);
  await page.locator('body').press('?');
  const help = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await help.getByRole('switch', { name: 'Single-key shortcuts' }).press('Space');
  await help.getByRole('button', { name: 'Close' }).last().click();
  await page.locator('body').press('g');
  await page.locator('body').press('f');
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.locator('body').press('?');
  await expect(help).toHaveCount(0);
  await page.getByRole('button', { name: 'Shortcuts' }).click();
  await help.getByRole('switch', { name: 'Single-key shortcuts' }).press('Space');
  await help.getByRole('button', { name: 'Close' }).last().click();
  await expect(help).toHaveCount(0);
  await goByKeys(page, 'f', 'Flows');
});
