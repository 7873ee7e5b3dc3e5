/** Other people than the administrator. */
import { expect, type Page } from '@playwright/test';
import { expectNoViolations } from './axe.ts';

/** Adds a person in the open engagement and answers the one-time password that is shown. */
export async function addPerson(page: Page, name: string, email: string): Promise<string> {
  await page.getByRole('button', { name: 'Add a person…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a person' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('E-mail').fill(email);
  await expectNoViolations(page, 'adding a person');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  return shownPassword(page, email);
}

/** The one-time password that is shown for a person. */
export async function shownPassword(page: Page, email: string): Promise<string> {
  const told = page.getByRole('status').filter({ hasText: `One-time password for ${email}` });
  await expect(told).toBeVisible();
  return (await told.locator('.sample').textContent()) ?? '';
}
