import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { addPerson, shownPassword } from './people.ts';
import {
  address,
  email as adminEmail,
  enterAs,
  openNewEngagement,
  openSettled,
  replacePassword,
  signIn,
} from './session.ts';

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
    await enterAs(theirs, { email, secret: first });
    await expect(theirs.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
    await theirs.goto(address('/flows'));
    await expect(theirs.getByRole('heading', { name: 'Choose your own password' })).toBeVisible();
    await replacePassword(theirs, first, 'Nine-herons-by-the-mill-3');

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
    await enterAs(theirs, { email, secret: second });
    await replacePassword(theirs, second, 'Ten-herons-by-the-mill-4');
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
