import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';

export const email = 'admin@landfall.local';
/** The password the first journey sets in place of the one-time password. */
export const password = 'Seven-lanterns-over-grey-water-19';

function fromEnvironment(name: string): string {
  // oxlint-disable-next-line node/no-process-env -- the server's start line is handed over by Playwright this way
  const value = process.env[name];
  if (value === undefined)
    throw new Error(`${name} is not set; playwright.config.ts starts the server that sets it`);
  return value;
}

export function address(path: string): string {
  return new URL(path, fromEnvironment('LANDFALL_URL')).href;
}

export function oneTimePassword(): string {
  return fromEnvironment('LANDFALL_PASSWORD');
}

/** Data directory of the product the journeys share. */
export function dataDirectory(): string {
  return fromEnvironment('LANDFALL_DATA');
}

/** Fills the sign-in of the shared product, or of the one at `base`; with a one-time password it asks for another then. */
export async function enterAs(
  page: Page,
  person: { readonly email: string; readonly secret: string },
  base?: string,
): Promise<void> {
  await page.goto(base === undefined ? address('/login') : new URL('/login', base).href);
  await page.getByLabel('E-mail').fill(person.email);
  await page.getByLabel('Password', { exact: true }).fill(person.secret);
  await page.getByRole('button', { name: 'Sign in' }).click();
}

/** Signs the administrator in with this password. */
export async function enterCredentials(page: Page, secret: string, base?: string): Promise<void> {
  await enterAs(page, { email, secret }, base);
}

/** Replaces a one-time password where the page asks for it. */
export async function replacePassword(page: Page, oneTime: string, wanted: string): Promise<void> {
  await page.getByLabel('One-time password').fill(oneTime);
  await page.getByLabel('New password', { exact: true }).fill(wanted);
  await page.getByLabel('New password again').fill(wanted);
  await page.getByRole('button', { name: 'Save and continue' }).click();
  await expect(page.getByRole('navigation', { name: 'Main' })).toBeVisible();
}

/** Replaces the administrator's one-time password, which the first sign-in asks for. */
export async function choosePassword(page: Page, oneTime: string): Promise<void> {
  await replacePassword(page, oneTime, password);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

export async function signIn(page: Page): Promise<void> {
  await enterCredentials(page, password);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

/** Makes a client with one engagement and opens it, so that a journey has a slot of its own. */
export async function openNewEngagement(page: Page, client: string): Promise<void> {
  await page.getByRole('button', { name: /Switch client and engagement/ }).click();
  await page.getByRole('button', { name: 'New client' }).click();
  await page.getByLabel('Client name').fill(client);
  await page.getByLabel('Engagement name').fill('Journey');
  await page.getByRole('button', { name: 'Create and open' }).click();
  await expect(page.getByRole('button', { name: /Switch client and engagement/ })).toContainText(client);
}

export async function openPage(page: Page, name: string): Promise<void> {
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}

/** Opens a page by its address and waits until its heading is there and no skeleton is left. */
export async function openSettled(page: Page, path: string, heading: string | RegExp): Promise<void> {
  await page.goto(address(path));
  await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
  await expect(page.getByRole('status', { name: /^Loading/ })).toHaveCount(0);
}

/** A file of the repository's samples. */
export function sampleFile(name: string): { name: string; mimeType: string; buffer: Buffer } {
  const buffer = readFileSync(new URL(`../samples/${name}`, import.meta.url));
  return { name, mimeType: 'text/csv', buffer };
}

export function csvFile(name: string, text: string): { name: string; mimeType: string; buffer: Buffer } {
  return { name, mimeType: 'text/csv', buffer: Buffer.from(text) };
}

/** Uploads on the import page and waits until the flow asks for a person. */
export async function upload(
  page: Page,
  file: { name: string; mimeType: string; buffer: Buffer },
): Promise<void> {
  await openPage(page, 'Data import');
  await page.getByLabel('File to upload').setInputFiles(file);
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await expect(page.getByText('Your turn')).toBeVisible();
}

/** Three servers with two columns, which no check has anything against. */
export const servers = csvFile(
  'servers.csv',
  'Hostname,Environment\nweb-1,Production\nweb-2,Test\ndb-1,Production\n',
);

/** Signs in and uploads {@link servers} in an engagement of its own; the flow then waits for its mapping. */
export async function startFlow(page: Page, client: string): Promise<void> {
  await signIn(page);
  await openNewEngagement(page, client);
  await upload(page, servers);
}

/** The row of a column on the mapping page; lists inside a row have no position and do not count. */
export function mappingRow(page: Page, header: string): Locator {
  const start = new RegExp(`^${header.replaceAll(/[()]/g, '\\$&')}`);
  return page.locator('li[aria-posinset]').filter({ hasText: start });
}

/** Accepts what is proposed for these columns of the open mapping, each until the server has stored it. */
export async function acceptColumns(page: Page, columns: readonly string[]): Promise<void> {
  for (const column of columns) {
    const row = mappingRow(page, column);
    await row.getByRole('button', { name: `Accept ${column}` }).click();
    await expect(row).toContainText('Accepted');
  }
}

/** Approves the open mapping; columns that are not decided are not imported. */
export async function approveMapping(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Approve mapping…' }).click();
  const approve = page.getByRole('button', { name: 'Approve and continue' });
  await approve.click();
  await expect(approve).toHaveCount(0);
}

/** Goes on with the uploaded file to its preview, these columns taken as proposed; answers the flow's id. */
export async function continueToPreview(page: Page, columns: readonly string[]): Promise<string> {
  await page.getByRole('link', { name: 'Continue', exact: true }).click();
  await acceptColumns(page, columns);
  const flowId = new URL(page.url()).pathname.split('/').pop() ?? '';
  await approveMapping(page);
  await openSettled(page, `/discovery/inventory/${flowId}`, 'Inventory');
  await expect(page.getByText('Every row is accounted for.')).toBeVisible();
  return flowId;
}

/** Follows the link of a step that is done to the preview, to which the flow leads only after a while. */
export async function goToPreview(page: Page): Promise<void> {
  const ahead = page.getByRole('link', { name: 'Go there' });
  await expect(ahead).toHaveAttribute('href', /inventory/);
  await ahead.click();
  await expect(page.getByText('Every row is accounted for.')).toBeVisible();
}

/** Approves the open preview. */
export async function approvePreview(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Approve preview…' }).click();
  const approve = page.getByRole('button', { name: 'Approve and write' });
  await approve.click();
  await expect(approve).toHaveCount(0);
}

/** Gives a command from the menu of a flow's card or row; its dialog is open afterwards. */
export async function chooseFromMenu(page: Page, flow: string, command: string): Promise<Locator> {
  await page.getByRole('button', { name: `More for ${flow}` }).click();
  await page.getByRole('menuitem', { name: command }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  return dialog;
}
