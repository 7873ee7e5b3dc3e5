import { expect, type Page, test } from '@playwright/test';
import { expectAccessibleInBothColours, expectNoFading } from './axe.ts';
import { startServerOnly } from './product-without-worker.ts';
import {
  chooseFromMenu,
  choosePassword,
  dataDirectory,
  enterCredentials,
  openNewEngagement,
  openPage,
  openSettled,
  servers,
  signIn,
  startFlow,
  upload,
} from './session.ts';
import { breakNewestFile, tamper } from './stored-data.ts';

const name = 'CMDB export servers.csv';

const flowIdIn = (page: Page): string => new URL(page.url()).pathname.split('/').at(-1) ?? '';

test('the state of discovery begins with what is unfinished and leads to the page of its step', async ({
  page,
}) => {
  await signIn(page);
  await openNewEngagement(page, 'State of discovery');
  await openPage(page, 'Discovery');
  await expect(page.getByText('This engagement is empty')).toBeVisible();
  await expectAccessibleInBothColours(page, 'empty discovery');
  await upload(page, servers);
  await openPage(page, 'Discovery');
  const card = page.getByRole('article', { name });
  await expect(card).toContainText('Attribute mapping: waits for approval of the mapping');
  const figures = page.getByRole('region', { name: 'Figures' });
  await expect(figures.getByRole('link', { name: /^3 Rows read/ })).toBeVisible();
  await expect(page.getByRole('link', { name: /^1 Waiting for a decision/ })).toBeVisible();
  const activity = page.getByRole('list', { name: 'Recent activity, newest first' });
  await expect(activity.getByRole('listitem').first()).toContainText('A decision is needed');
  await expectAccessibleInBothColours(page, 'discovery with a flow');

  const pausing = await chooseFromMenu(page, name, 'Pause…');
  await pausing.getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('link', { name: /^1 Paused/ })).toBeVisible();
  await expect(activity.getByRole('listitem').first()).toContainText('Paused');
  await page.getByRole('link', { name: /^1 Paused/ }).click();
  await expect(page.getByRole('row', { name: /servers\.csv/ })).toContainText('Paused');
});

test('the list of flows is narrowed to those of one person', async ({ page }) => {
  await startFlow(page, 'Started by');
  await openPage(page, 'Flows');
  await page.getByRole('combobox', { name: 'Started by' }).click();
  await page.getByRole('option', { name: 'Administrator (you)' }).click();
  await expect(page).toHaveURL(/owner=/);
  await expect(page.getByRole('row', { name: /servers\.csv/ })).toBeVisible();
  await expectAccessibleInBothColours(page, 'flows of one person');
  await page.goto(page.url().replace(/owner=[^&]+/, 'owner=00000000-0000-4000-8000-000000000000'));
  await expect(page.getByText('No flow fits these filters')).toBeVisible();
  await page.getByRole('link', { name: 'Clear filters' }).click();
  await expect(page.getByRole('row', { name: /servers\.csv/ })).toBeVisible();
});

test('changes are requested with a reason, first here, then from an earlier step', async ({ page }) => {
  await startFlow(page, 'Request changes');
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await page.getByRole('button', { name: 'Request changes…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Request changes' });
  const send = dialog.getByRole('button', { name: 'Request changes' });
  await expect(send).toBeDisabled();
  await dialog.getByLabel('What has to change').fill('no');
  await expect(send).toBeDisabled();
  await dialog.getByLabel('What has to change').fill('Environment is the data centre here');
  await expect(dialog).toContainText('The flow keeps waiting for approval of the mapping');
  await expectAccessibleInBothColours(page, 'request changes');
  await send.click();
  const asked = page.getByRole('region', { name: 'Requested changes' });
  await expect(asked).toContainText('Changes requested by Administrator');
  await expect(asked).toContainText('Environment is the data centre here');

  await page.getByRole('button', { name: 'Request changes…' }).click();
  await dialog.getByLabel('What has to change').fill('Read the file again');
  await dialog.getByLabel('In a step that starts again').click();
  await dialog.getByRole('combobox', { name: 'Start again from' }).click();
  await page.getByRole('option', { name: 'Data import' }).click();
  await expect(dialog).toContainText('“Data import” and the steps after it run again');
  await expectAccessibleInBothColours(page, 'request changes from an earlier step');
  await send.click();
  await expect(dialog).toHaveCount(0);

  await openSettled(page, '/flows', 'Flows');
  await page.getByRole('link', { name, exact: true }).click();
  const decisions = page.getByRole('list', { name: 'Decisions, newest first' });
  await expect(decisions).toContainText('Why: “Read the file again”');
  await expect(decisions).toContainText('Why: “Environment is the data centre here”');
  await expect(page.getByText('Waiting for a decision', { exact: true })).toBeVisible();
});

test('a failed flow tells its cause and the next action, and goes on when it is tried again', async ({
  page,
}) => {
  await startFlow(page, 'Failed flow');
  const repair = breakNewestFile(dataDirectory());
  try {
    await openPage(page, 'Overview');
    const restarting = await chooseFromMenu(page, name, 'Restart from a step…');
    await restarting.getByRole('combobox', { name: 'Start again from' }).click();
    await page.getByRole('option', { name: 'Data import' }).click();
    await restarting.getByRole('button', { name: 'Restart from a step' }).click();
    await openSettled(page, '/flows', 'Flows');
    const row = page.getByRole('row', { name: /servers\.csv/ });
    await expect(row).toContainText('Running');
    // The list follows by itself: three attempts, with 5 and 10 seconds in between.
    await expect(row).toContainText('Failed', { timeout: 120_000 });
    await page.getByRole('link', { name, exact: true }).click();
    const failed = page.getByRole('alert').filter({ hasText: 'Data import could not be finished' });
    await expect(failed).toBeVisible();
    await expect(failed).toContainText('attempt 3');
    await expect(failed).toContainText('What you can do:');
    const errors = page.getByRole('region', { name: 'Errors' });
    await expect(errors).toContainText('Retry the phase');
    await expectAccessibleInBothColours(page, 'failed flow');
    await expectNoFading(page);
    await openPage(page, 'Discovery');
    await expect(page.getByRole('article', { name })).toContainText('Failed');
    await expectAccessibleInBothColours(page, 'discovery with a failed flow');
  } finally {
    repair();
  }
  await page.getByRole('article', { name }).getByRole('button', { name: 'Try again' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('article', { name })).toContainText('Waiting for a decision');
});

test('the doctor finds what a hand at the database broke, and heals it once', async ({ page }) => {
  await startFlow(page, 'Doctor');
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Attribute mapping' })).toBeVisible();
  await openSettled(page, '/flows', 'Flows');
  await page.getByRole('link', { name, exact: true }).click();
  const flowId = flowIdIn(page);
  await tamper(dataDirectory(), [`update master_flows set status = 'paused' where flow_id = '${flowId}'`]);

  await openSettled(page, '/admin/doctor', 'Doctor');
  const finding = page.getByRole('listitem').filter({ hasText: flowId });
  await expect(finding).toContainText('Master status differs from the child');
  await expect(finding).toContainText('Can be healed');
  await page.getByRole('button', { name: 'Heal what is certain…' }).click();
  const dialog = page.getByRole('dialog', { name: /^Heal/ });
  await expectAccessibleInBothColours(page, 'doctor asks');
  await dialog.getByRole('button', { name: 'Heal', exact: true }).click();
  await expect(page.getByText(/findings? healed/)).toBeVisible();
  await expect(finding.getByText('Can be healed')).toHaveCount(0);
  await expectAccessibleInBothColours(page, 'doctor has healed');

  await page.goto(page.url().replace('/admin/doctor', `/flows/${flowId}`));
  await expect(page.getByRole('list', { name: 'Journal, newest first' })).toContainText('Repaired');
  await expect(page.getByText('Waiting for a decision', { exact: true })).toBeVisible();
});

test('a flow nobody works on says so, and goes on when a worker comes', async ({ page }) => {
  const product = await startServerOnly();
  try {
    await enterCredentials(page, product.oneTimePassword, product.url);
    await choosePassword(page, product.oneTimePassword);
    await openPage(page, 'Data import');
    await page.getByLabel('File to upload').setInputFiles(servers);
    await page.getByRole('button', { name: 'Upload and start' }).click();
    await expect(page.getByText(`${name} is stored`)).toBeVisible();
    await openPage(page, 'Flows');
    await page.getByRole('link', { name, exact: true }).click();
    await expect(page.getByText('Data import is about to start')).toBeVisible();
    const flowId = flowIdIn(page);
    await tamper(product.dataDirectory, [
      `update phase_runs set run_at = run_at - interval '3 minutes' where flow_id = '${flowId}'`,
    ]);
    const silence = page
      .getByRole('alert')
      .filter({ hasText: /No worker has begun this phase for [3-9] minutes/ });
    await expect(silence).toContainText('It begins by itself as soon as a worker is free.');
    await expectAccessibleInBothColours(page, 'silent flow');
    await openPage(page, 'Discovery');
    await expect(page.getByRole('article', { name })).toContainText('No worker has begun this phase');

    // The card goes from one section of the page to the other; the menu a person has opened on it stays.
    await openPage(page, 'Overview');
    await expect(page.getByRole('heading', { name: 'Under way' })).toBeVisible();
    await page.getByRole('button', { name: `More for ${name}` }).click();
    await product.startWorker();
    await expect(page.getByRole('article', { name })).toContainText('Waiting for a decision');
    await page.getByRole('menuitem', { name: 'Cancel flow…' }).click();
    await expect(page.getByRole('dialog', { name: 'Cancel flow' })).toBeVisible();
  } finally {
    await page.goto('about:blank');
    await product.stop();
  }
});
