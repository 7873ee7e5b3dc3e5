import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { csvFile, openNewEngagement, openPage, signIn } from './session.ts';

/** A text in which the letters of Latin-1 tell the encoding, below a title, with a blank row and a short one. */
const german = Buffer.from(
  'Serverliste\r\nName;Standort;RAM\r\nsrv-01;M\u00fcnchen;16\r\nsrv-02;K\u00f6ln;32\r\n\r\nsrv-03;Z\u00fcrich\r\n',
  'latin1',
);

for (const colorScheme of ['light', 'dark'] as const) {
  test(`a file shows how it will be read before it is stored, and can be read otherwise (${colorScheme})`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Looked at ${colorScheme}`);
    await openPage(page, 'Data import');
    await page.getByLabel('File to upload').setInputFiles({
      name: 'server.csv',
      mimeType: 'text/csv',
      buffer: german,
    });

    const panel = page.getByRole('region', { name: 'How the file will be read' });
    await expect(panel.getByRole('cell', { name: 'M\u00fcnchen' })).toBeVisible();
    await expect(panel).toContainText('3 rows, 3 columns');
    await expect(panel).toContainText('Title above the header: Serverliste');
    await expect(panel).toContainText('1 line left blank, skipped (line 5)');
    await expect(panel).toContainText('fewer cells than the header');
    await expect(panel.getByLabel('Delimiter')).toHaveValue('semicolon');
    await expect(panel.getByLabel('Header in line')).toHaveValue('2');
    await expectNoViolations(page, 'inspection');
    await page.screenshot({ path: `test-results/inspection-${colorScheme}.png`, fullPage: true });

    await panel.getByLabel('Encoding').click();
    await page.getByRole('option', { name: 'windows-1251' }).click();
    await expect(panel.getByRole('cell', { name: 'M\u044cnchen' })).toBeVisible();
    await panel.getByLabel('Encoding').click();
    await page.getByRole('option', { name: 'windows-1252' }).click();
    await expect(panel.getByRole('cell', { name: 'M\u00fcnchen' })).toBeVisible();

    await page.getByRole('button', { name: 'Upload and start' }).click();
    await expect(page.getByText('Your turn')).toBeVisible();
  });
}

test('a file in which no header was found is read from the line a person names', async ({ page }) => {
  await signIn(page);
  await openNewEngagement(page, 'Header named');
  await openPage(page, 'Data import');
  const text = 'Report 2024\n1,2,3\n4,5,6\nHostname,CPU Cores,RAM (GB)\nweb-1,4,16\nweb-2,8,32\n';
  await page.getByLabel('File to upload').setInputFiles(csvFile('report.csv', text));
  const panel = page.getByRole('region', { name: 'How the file will be read' });
  await expect(panel.getByRole('alert')).toContainText('The file has no header row');
  await expectNoViolations(page, 'a file without a header');
  const send = page.getByRole('button', { name: 'Upload and start' });
  await expect(send).toBeDisabled();
  await panel.getByLabel('Header in line').fill('4');
  await expect(panel.getByRole('columnheader', { name: 'CPU Cores' })).toBeVisible();
  await expect(panel).toContainText('2 rows, 3 columns');
  await expect(send).toBeEnabled();
});

test('a look at a file that got no answer is tried again', async ({ page }) => {
  await signIn(page);
  await openNewEngagement(page, 'No answer');
  await openPage(page, 'Data import');
  await page.route('**/data-imports/inspect', (route) => route.abort());
  await page.getByLabel('File to upload').setInputFiles(csvFile('one.csv', 'Hostname,RAM (GB)\nweb-1,4\n'));
  const panel = page.getByRole('region', { name: 'How the file will be read' });
  await expect(panel.getByRole('alert')).toContainText('Landfall does not answer');
  await page.unroute('**/data-imports/inspect');
  await panel.getByRole('button', { name: 'Retry' }).click();
  await expect(panel).toContainText('1 row, 2 columns');
});

test('a file that looks like another category is offered to be imported as that', async ({ page }) => {
  await signIn(page);
  await openNewEngagement(page, 'Other category');
  await openPage(page, 'Data import');
  const text =
    'Source Host,Source IP,Target Host,Target IP,Port,Protocol\nweb-1,10.0.0.1,db-1,10.0.1.1,5432,TCP\n';
  await page.getByLabel('File to upload').setInputFiles(csvFile('flows.csv', text));
  const panel = page.getByRole('region', { name: 'How the file will be read' });
  await expect(panel).toContainText('The columns look like Application discovery');
  await expectNoViolations(page, 'a file of another category');
  await panel.getByRole('button', { name: 'Import it as Application discovery' }).click();
  await expect(page.getByRole('radio', { name: /Application discovery/ })).toBeChecked();
  await expect(panel.getByRole('columnheader', { name: 'Source Host' })).toBeVisible();
  await expect(panel).not.toContainText('The columns look like');
});
