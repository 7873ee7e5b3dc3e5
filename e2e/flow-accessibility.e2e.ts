import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import {
  chooseFromMenu,
  csvFile,
  openNewEngagement,
  openPage,
  openSettled,
  signIn,
  upload,
} from './session.ts';

const name = 'CMDB export axe-flow.csv';
const file = csvFile(
  'axe-flow.csv',
  `Hostname,Environment\n${Array.from({ length: 30 }, (_, n) => `web-${n},Production`).join('\n')}\n`,
);

for (const colorScheme of ['light', 'dark'] as const) {
  test(`no page or dialog about flows has an accessibility violation in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Flow pages ${colorScheme}`);
    await openSettled(page, '/flows', 'Flows');
    await expectNoViolations(page, 'no flows');
    await upload(page, file);
    await openPage(page, 'Overview');
    await expectNoViolations(page, 'overview with a flow');
    await page.getByRole('button', { name: `More for ${name}` }).click();
    await expect(page.getByRole('menuitem', { name: 'Pause…' })).toBeVisible();
    await expectNoViolations(page, 'menu of a flow');
    await page.keyboard.press('Escape');

    const pausing = await chooseFromMenu(page, name, 'Pause…');
    await expectNoViolations(page, 'pause dialog');
    await pausing.getByRole('button', { name: 'Pause' }).click();
    await page.getByRole('article', { name }).getByRole('button', { name: 'Resume' }).click();
    const resuming = page.getByRole('dialog');
    await resuming.getByRole('button', { name: 'Resume' }).click();
    await expect(resuming).toContainText('The flow waits for a person');
    await expectNoViolations(page, 'resume result');
    await resuming.getByRole('button', { name: 'Close' }).last().click();

    const restarting = await chooseFromMenu(page, name, 'Restart from a step…');
    await expect(restarting.getByLabel('Start again from')).toBeVisible();
    await expectNoViolations(page, 'restart dialog');
    await page.keyboard.press('Escape');

    await openSettled(page, '/flows', 'Flows');
    await page.getByLabel(`Select ${name}`).check();
    await expectNoViolations(page, 'flows selected');
    await page.getByRole('button', { name: 'Delete…' }).click();
    await expect(page.getByRole('region', { name: 'Removed in all' })).toBeVisible();
    await expectNoViolations(page, 'bulk delete dialog');
    await page.keyboard.press('Escape');

    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByRole('list', { name: 'Journal, newest first' })).toBeVisible();
    await expectNoViolations(page, 'timeline');
    await page.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByRole('region', { name: 'Kept' })).toBeVisible();
    await expectNoViolations(page, 'delete dialog');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'Deleted flow' })).toBeVisible();
    await expect(page.getByText('The flow and its data are deleted.')).toBeVisible();
    await expectNoViolations(page, 'deleted flow');
  });
}
