import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { openSettled, signIn } from './session.ts';

for (const colorScheme of ['light', 'dark'] as const) {
  test(`an administrator verifies the audit chain and asks the doctor, in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);

    await openSettled(page, '/admin/audit', 'Audit log');
    await expect(page.getByRole('row', { name: /context\.enter/ }).first()).toContainText('Administrator');
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await expect(page.getByText('The chain is intact')).toBeVisible();
    const head = (await page.getByText(/^Head: /).textContent()) ?? '';
    await page.getByLabel('A head you kept').fill(head.replace('Head: ', ''));
    await page.getByRole('button', { name: 'Verify the chain' }).click();
    await expect(page.getByText('It holds the head you kept.')).toBeVisible();
    await expectNoViolations(page, 'audit log');
    await page.getByLabel('What was done').fill('flow.*');
    await page.getByRole('button', { name: 'Apply' }).click();
    await expect(page.getByRole('row', { name: /context\.enter/ })).toHaveCount(0);
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await expect(page.getByRole('row', { name: /context\.enter/ }).first()).toBeVisible();

    await openSettled(page, '/admin/doctor', 'Doctor');
    await expect(page.getByText('Rules checked')).toBeVisible();
    await expectNoViolations(page, 'doctor');
  });
}
