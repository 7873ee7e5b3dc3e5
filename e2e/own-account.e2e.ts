import { expect, type Page, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { address, email as adminEmail, openNewEngagement, openSettled, signIn } from './session.ts';

/** Adds a person in the open engagement and answers the one-time password that is shown. */
async function addPerson(page: Page, name: string, email: string): Promise<string> {
  await page.getByRole('button', { name: 'Add a person…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a person' });
  await dialog.getByLabel('Name').fill(name);
  await dialog.getByLabel('E-mail').fill(email);
  await expectNoViolations(page, 'adding a person');
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  return shownPassword(page, email);
}

async function shownPassword(page: Page, email: string): Promise<string> {
  const told = page.getByRole('status').filter({ hasText: `One-time password for ${email}` });
  await expect(told).toBeVisible();
  return (await told.locator('.sample').textContent()) ?? '';
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a new person chooses a password, keeps a profile and is reset by an administrator, in ${colorScheme} colours`, async ({
    page,
    browser,
  }) => {
    const email = `ada.${colorScheme}@example.org`;
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `People ${colorScheme}`);
    await openSettled(page, '/admin/users', 'People');
    const first = await addPerson(page, 'Ada Newcomer', email);
    await expectNoViolations(page, 'people');

    const own = await browser.newContext({ colorScheme });
    const theirs = await own.newPage();
    const enter = async (secret: string) => {
      await theirs.goto(address('/login'));
      await theirs.getByLabel('E-mail').fill(email);
      await theirs.getByLabel('Password', { exact: true }).fill(secret);
      await theirs.getByRole('button', { name: 'Sign in' }).click();
    };
    const choose = async (oneTime: string, wanted: string) => {
      await theirs.getByLabel('One-time password').fill(oneTime);
      await theirs.getByLabel('New password', { exact: true }).fill(wanted);
      await theirs.getByLabel('New password again').fill(wanted);
      await theirs.getByRole('button', { name: 'Save and continue' }).click();
      await expect(theirs.getByRole('navigation', { name: 'Main' })).toBeVisible();
    };
    await enter(first);
    await expect(theirs.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
    await theirs.goto(address('/flows'));
    await expect(theirs.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
    await choose(first, 'Nine-herons-by-the-mill-3');

    await theirs.getByRole('button', { name: 'Your account' }).click();
    await theirs.getByRole('link', { name: 'Profile, password and devices' }).click();
    await expect(theirs.getByRole('heading', { level: 1, name: 'Profile' })).toBeVisible();
    await expect(theirs.getByText('This device')).toBeVisible();
    await theirs.getByLabel('Name others see').fill('Ada Lovelace');
    await theirs.getByRole('button', { name: 'Save', exact: true }).click();
    await expect(theirs.getByText('The name is saved.')).toBeVisible();
    await expect(theirs.getByRole('button', { name: 'Save', exact: true })).toBeDisabled();
    await theirs.getByLabel('What the token is for').fill('Nightly import');
    await theirs.getByRole('button', { name: 'Make a token' }).click();
    await expect(theirs.getByText('It is shown this once.')).toBeVisible();
    await expectNoViolations(theirs, 'profile');
    await theirs.getByRole('button', { name: 'Revoke' }).click();
    await expect(theirs.getByText('Revoked')).toBeVisible();

    await page.reload();
    const line = page.getByRole('row', { name: new RegExp(email) });
    await expect(line).toContainText('Ada Lovelace');
    await line.getByRole('button', { name: 'Reset password…' }).click();
    await page.getByRole('button', { name: 'Reset password', exact: true }).click();
    const second = await shownPassword(page, email);
    expect(second).not.toBe(first);
    await theirs.reload();
    await expect(theirs.getByRole('heading', { name: 'Sign in' })).toBeVisible();
    await enter(second);
    await choose(second, 'Ten-herons-by-the-mill-4');
    await own.close();
    await expect(page.getByRole('row', { name: new RegExp(adminEmail) }).getByRole('button')).toHaveCount(0);
  });
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a manager orders the sources by trust, in ${colorScheme} colours`, async ({ page }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Sources ${colorScheme}`);
    await openSettled(page, '/admin/sources', 'Sources');
    await expect(page.getByText('No source is trusted more than another')).toBeVisible();
    for (const system of ['vCenter', 'ServiceNow']) {
      await page.getByRole('combobox', { name: 'Source system' }).fill(system);
      await page.getByRole('button', { name: 'Add to the list' }).click();
    }
    await page.getByRole('button', { name: 'Trust ServiceNow more' }).click();
    await page.getByRole('button', { name: 'Save the order' }).click();
    await expect(page.getByText('The order is saved.')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Save the order' })).toBeDisabled();
    await expectNoViolations(page, 'sources');
    await page.reload();
    await expect(page.getByRole('list', { name: 'Order of trust' }).getByRole('listitem')).toHaveText([
      /ServiceNow/,
      /vCenter/,
    ]);
  });
}
