import { EventEmitter, once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, type Page, test } from '@playwright/test';
import { addPerson } from './people.ts';
import {
  acceptColumns,
  approveMapping,
  chooseFromMenu,
  csvFile,
  enterAs,
  goToPreview,
  mappingRow,
  openPage,
  openSettled,
  replacePassword,
  signIn,
  startFlow,
  upload,
} from './session.ts';

const name = 'CMDB export servers.csv';

const discoveryPages = [
  ['/discovery/data-import', 'Data import'],
  ['/discovery/data-validation', 'Data validation'],
  ['/discovery/attribute-mapping', 'Attribute mapping'],
  ['/discovery/data-cleansing', 'Data cleansing'],
  ['/discovery/inventory', 'Inventory'],
] as const;

async function cancelFlow(page: Page): Promise<void> {
  await openPage(page, 'Overview');
  const dialog = await chooseFromMenu(page, name, 'Cancel flow…');
  await dialog.getByRole('button', { name: 'Cancel flow' }).click();
  await expect(page.getByText('Nothing waits for you')).toBeVisible();
}

test('every discovery page names the unfinished flow until that is dismissed, and again when it changes', async ({
  page,
}) => {
  await startFlow(page, 'Banner');
  const banner = page.getByRole('region', { name: 'Incomplete flows' });
  for (const [path, heading] of discoveryPages) {
    await openSettled(page, path, heading);
    await expect(banner).toContainText('1 incomplete flow');
    await expect(banner).toContainText('Attribute mapping: waits for approval of the mapping');
  }
  await openPage(page, 'Data import');
  await banner.getByRole('link', { name: `Continue ${name}` }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Attribute mapping' })).toBeVisible();
  await expect(banner).toContainText('You are here');

  await banner.getByRole('button', { name: 'Dismiss until something changes' }).click();
  await openPage(page, 'Data import');
  await expect(page.getByText('CMDB export has an unfinished flow')).toBeVisible();
  await expect(banner).toHaveCount(0);
  const dialog = await chooseFromMenu(page, name, 'Pause…');
  await dialog.getByRole('button', { name: 'Pause' }).click();
  await expect(banner).toContainText('Paused');
});

test('a paused flow is resumed, and resuming says what only a person can do and where', async ({ page }) => {
  await startFlow(page, 'Pause and resume');
  await openPage(page, 'Overview');
  const card = page.getByRole('article', { name });
  const pausing = await chooseFromMenu(page, name, 'Pause…');
  await pausing.getByLabel('Reason').fill('The network team checks the file');
  await pausing.getByRole('button', { name: 'Pause' }).click();
  await expect(card).toContainText('Paused');

  await card.getByRole('button', { name: 'Resume' }).click();
  const resuming = page.getByRole('dialog');
  await resuming.getByRole('button', { name: 'Resume' }).click();
  await expect(resuming).toContainText('The flow waits for a person');
  await expect(resuming).toContainText('Column "Hostname" is not decided.');
  await resuming.getByRole('link', { name: 'Go there' }).click();
  await expect(mappingRow(page, 'Hostname')).toBeVisible();

  // Resuming has approved nothing.
  await expect(page.getByText('Still to settle before approval')).toBeVisible();
});

test('the timeline tells who decided what, why and on what, and grows by itself', async ({
  page,
  context,
}) => {
  await startFlow(page, 'Timeline');
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await page.getByRole('button', { name: 'Regenerate' }).click();
  await expect(page.getByText('2 undecided columns looked at again')).toBeVisible();
  await acceptColumns(page, ['Hostname', 'Environment']);
  await page.getByRole('link', { name, exact: true }).last().click();
  const journal = page.getByRole('list', { name: 'Journal, newest first' });
  await expect(journal).toContainText('Mapping decided, 2 times');
  await expect(page.getByText('Nothing has been approved or sent back yet.')).toBeVisible();

  await test.step('what another tab does appears without a reload', async () => {
    const other = await context.newPage();
    await signIn(other);
    await other.goto(page.url());
    await other.getByRole('link', { name: 'Continue', exact: true }).click();
    await other.getByRole('button', { name: 'Approve mapping…' }).click();
    await other.getByLabel('Note').fill('Checked with the owner');
    await other.getByRole('button', { name: 'Approve and continue' }).click();
    await expect(other.getByRole('button', { name: 'Approve and continue' })).toHaveCount(0);
    await expect(journal).toContainText('approval of the preview');
  });

  const decisions = page.getByRole('list', { name: 'Decisions, newest first' });
  await expect(decisions).toContainText('Mapping · Attribute mapping');
  await expect(decisions).toContainText('Approved');
  await expect(decisions).toContainText('Administrator');
  await expect(decisions).toContainText('Why: “Checked with the owner”');
  await expect(decisions).toContainText(/Shown: .*columns 2/);
  const steps = page.getByRole('region', { name: 'Table of steps' });
  await expect(steps.getByRole('row', { name: /^Data import Done 1 3/ })).toContainText('ms');
  await page.getByRole('radiogroup', { name: 'Which events' }).getByText('Decisions').click();
  await expect(journal).not.toContainText('Step started');
  await expect(journal).toContainText('Approved');
});

test('several flows are deleted at once with their impact, each with its own result', async ({ page }) => {
  await startFlow(page, 'Bulk delete');
  await cancelFlow(page);
  await upload(page, csvFile('servers.csv', 'Hostname\nweb-1\nweb-2\n'));
  await cancelFlow(page);
  await openPage(page, 'Flows');
  await page.getByLabel(`Select ${name}`).first().press('Space');
  await expect(page.getByText('1 flow selected')).toBeVisible();
  await page.keyboard.press('Shift+ArrowDown');
  await expect(page.getByText('2 flows selected')).toBeVisible();

  await page.getByRole('button', { name: 'Pause…' }).click();
  const pausing = page.getByRole('dialog');
  await pausing.getByRole('button', { name: 'Pause 2 flows' }).click();
  await expect(pausing).toContainText('Done for 0 flows, 2 flows refused.');
  await expect(pausing).toContainText('flow_cancelled');
  await pausing.getByRole('button', { name: 'Close' }).last().click();

  await page.getByRole('button', { name: 'Delete…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 flows' });
  await expect(dialog.getByRole('region', { name: 'Removed in all' })).toContainText('5 rows as imported');
  await expect(dialog.getByRole('region', { name: 'Removed in all' })).toContainText('2 files');
  await expect(dialog.getByRole('row', { name: /servers\.csv/ })).toHaveCount(2);
  await dialog.getByLabel('Reason').fill('Tests');
  await dialog.getByRole('button', { name: 'Delete 2 flows' }).click();
  await expect(dialog).toContainText('Done for 2 flows.');
  await expect(dialog.getByRole('list', { name: 'Result for each flow' }).getByText('Done')).toHaveCount(2);
  await dialog.getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByText('No flows yet')).toBeVisible();
});

test('a deletion shows what it removes, asks again when that has changed, and is followed to its end', async ({
  page,
  context,
}) => {
  await startFlow(page, 'Delete one');
  await mappingIsReady(page);
  await page.getByRole('link', { name, exact: true }).last().click();
  const address = page.url();
  await page.getByRole('button', { name: 'Delete', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('region', { name: 'Removed' })).toContainText('3 rows as imported');

  const other = await context.newPage();
  await signIn(other);
  await other.goto(address);
  await other.getByRole('link', { name: 'Continue', exact: true }).click();
  await approveMapping(other);
  await goToPreview(other);

  await page.bringToFront();
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();
  await expect(dialog.getByRole('alert')).toContainText('The impact has changed since you looked');
  await expect(dialog.getByRole('region', { name: 'Removed' })).toContainText('3 row results');
  await dialog.getByRole('button', { name: 'Delete', exact: true }).click();

  await expect(page.getByRole('heading', { level: 1, name: 'Deleted flow' })).toBeVisible();
  await expect(page.getByText('The flow and its data are deleted.')).toBeVisible();
  await expect(page.getByText('Deleted by Administrator')).toBeVisible();
  await expect(page.getByText('Checked that nothing is left')).toBeVisible();
  await openSettled(page, '/flows', 'Flows');
  await expect(page.getByText('No flows yet')).toBeVisible();
});

/** Opens the mapping and decides every column. */
async function mappingIsReady(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await acceptColumns(page, ['Hostname', 'Environment']);
}

test('an approval asked for right after a decision is one of what was decided', async ({ page }) => {
  await startFlow(page, 'At once');
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  const row = mappingRow(page, 'Hostname');
  await expect(row).toBeVisible();
  // The page hears late what the gate asks after the decision.
  await page.route('**/api/v1/flows/*', async (route) => {
    await sleep(2000);
    await route.continue();
  });
  await row.getByRole('button', { name: 'Accept Hostname' }).click();
  await page.getByRole('button', { name: 'Approve mapping…' }).click();
  const dialog = page.getByRole('dialog', { name: 'Approve the mapping' });
  await dialog.getByRole('button', { name: 'Approve and continue' }).click();
  await expect(dialog.or(page.getByRole('alert'))).toHaveCount(0);
  await expect(page.getByRole('heading', { level: 1, name: 'Data cleansing' })).toBeVisible();
});

test('a decision stays shown when an answer from before it arrives late', async ({ page }) => {
  await startFlow(page, 'Late answer');
  // The page reads the columns again when the events of the flow arrive; that answer waits for the decision.
  const journey = new EventEmitter();
  const decisionIsShown = once(journey, 'decision shown');
  let reads = 0;
  await page.route('**/field-mappings?*', async (route) => {
    reads += 1;
    if (reads !== 2) return route.continue();
    const response = await route.fetch();
    await decisionIsShown;
    // A page that has dropped the request takes no answer to it.
    return route.fulfill({ response }).catch(() => undefined);
  });
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await expect.poll(() => reads).toBe(2);
  const row = mappingRow(page, 'Hostname');
  await row.getByRole('button', { name: 'Accept Hostname' }).click();
  await expect(row).toContainText('Accepted');
  journey.emit('decision shown');
  await sleep(500);
  await expect(row).toContainText('Accepted');
  expect(reads).toBe(3);
});

test('what a colleague decides shows on the page by itself', async ({ page, browser }) => {
  await startFlow(page, 'Colleagues');
  const email = 'col.league@example.org';
  await openSettled(page, '/admin/users', 'People');
  const secret = await addPerson(page, 'Col League', email);
  await openPage(page, 'Overview');
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  const row = mappingRow(page, 'Hostname');
  await expect(row).toContainText('Suggested');

  const own = await browser.newContext();
  const theirs = await own.newPage();
  await enterAs(theirs, { email, secret });
  await replacePassword(theirs, secret, 'Four-otters-under-the-bridge-8');
  await theirs.goto(page.url());
  await acceptColumns(theirs, ['Hostname']);
  await expect(row).toContainText('Accepted');
  await own.close();
});

/** Opens a mapping and counts how often the page reads its columns: once, and once more for the events so far. */
async function openMapping(page: Page, open: () => Promise<unknown>): Promise<{ count: number }> {
  const reads = { count: 0 };
  page.on('request', (request) => {
    if (request.url().includes('/field-mappings?')) reads.count += 1;
  });
  await open();
  await expect.poll(() => reads.count).toBe(2);
  return reads;
}

test('what a person decides in one window shows in their other one, and is not read again where it was decided', async ({
  page,
  context,
}) => {
  await startFlow(page, 'Two windows');
  const reads = await openMapping(page, () =>
    page.getByRole('link', { name: 'Continue', exact: true }).click(),
  );
  const other = await context.newPage();
  await signIn(other);
  await openMapping(other, () => other.goto(page.url()));

  await acceptColumns(page, ['Hostname']);
  await expect(mappingRow(other, 'Hostname')).toContainText('Accepted');
  await acceptColumns(other, ['Environment']);
  await expect(mappingRow(page, 'Environment')).toContainText('Accepted');
  expect(reads.count).toBe(3);
});

test('of two people who decide at once one is told who was faster and when', async ({ page, context }) => {
  await startFlow(page, 'Two deciders');
  await mappingIsReady(page);
  const mapping = page.url();
  const other = await context.newPage();
  await signIn(other);
  await other.goto(mapping);

  await test.step('about the gate', async () => {
    await page.getByRole('button', { name: 'Approve mapping…' }).click();
    await expect(page.getByRole('dialog', { name: 'Approve the mapping' })).toBeVisible();
    await approveMapping(other);
    await expect(page.getByText(/This step is done.*Approved by Administrator, /)).toBeVisible();
  });

  await test.step('about the flow', async () => {
    await openPage(page, 'Overview');
    // What the worker does is not what they disagree about: from here on the flow moves by their commands only.
    await expect(page.getByRole('article', { name })).toContainText('waits for approval of the preview');
    const restarting = await chooseFromMenu(page, name, 'Restart from a step…');
    await openPage(other, 'Overview');
    const pausing = await chooseFromMenu(other, name, 'Pause…');
    await pausing.getByRole('button', { name: 'Pause' }).click();
    await expect(pausing).toHaveCount(0);
    await restarting.getByRole('button', { name: 'Restart from a step' }).click();
    await expect(restarting).toContainText('version_conflict');
    await expect(restarting).toContainText(/Last: Paused by Administrator, (just now|\d minutes? ago)\./);
  });
});
