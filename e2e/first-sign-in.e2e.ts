import { expect, test } from '@playwright/test';
import { enterCredentials, oneTimePassword, password } from './session.ts';

test('a wrong password is refused in words, and the one-time password must be replaced before anything else', async ({
  page,
}) => {
  await enterCredentials(page, 'not the password');
  await expect(page.getByRole('alert')).toContainText('invalid_credentials');

  await enterCredentials(page, oneTimePassword());
  await expect(page.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
  await page.getByLabel('One-time password').fill(oneTimePassword());
  await page.getByLabel('New password', { exact: true }).fill(password);
  await page.getByLabel('New password again').fill(`${password}!`);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(page.getByText('The two new passwords are not the same.')).toBeVisible();

  await page.getByLabel('New password again').fill(password);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await expect(page.getByRole('button', { name: /Switch client and engagement/ })).toContainText(
    'Sample Client',
  );

  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.getByRole('button', { name: 'Your account' }).click();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await expect(page.getByRole('heading', { name: 'Sign in' })).toBeVisible();
});
