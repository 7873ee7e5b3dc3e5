import { expect, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import {
  approvePreview,
  continueToPreview,
  csvFile,
  openNewEngagement,
  openSettled,
  signIn,
  upload,
} from './session.ts';

const file = csvFile(
  'broken.csv',
  'Hostname,RAM (GB),Environment\nweb-1,16,Production\n,32,Test\nweb-3,64,Test\n,8,=1+1\n',
);

for (const colorScheme of ['light', 'dark'] as const) {
  test(`rejected rows are corrected on the page and in a file, in ${colorScheme} colours`, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme });
    await signIn(page);
    await openNewEngagement(page, `Corrections ${colorScheme}`);
    await upload(page, file);
    const flowId = await continueToPreview(page, ['Hostname', 'RAM (GB)', 'Environment']);
    await approvePreview(page);

    await openSettled(page, '/discovery/data-import', 'Data import');
    await page.getByRole('link', { name: 'broken.csv', exact: true }).click();
    await page.getByRole('tab', { name: /Rejected rows/ }).click();
    await expect(page.getByRole('row', { name: /3.*nothing in the row identifies an asset/i })).toBeVisible();
    await expectNoViolations(page, 'rejected rows');

    await page
      .getByRole('row', { name: /nothing in the row identifies an asset/i })
      .first()
      .press('e');
    const cell = page.getByLabel('Hostname, line 3');
    await cell.fill('web-2');
    await expectNoViolations(page, 'correcting a row');
    await cell.press('Escape');
    await expect(cell).toHaveCount(0);
    await expect(page.getByRole('button', { name: 'Correct line 3' })).toBeFocused();
    await page.getByRole('button', { name: 'Correct line 3' }).click();
    await page.getByLabel('Hostname, line 3').fill('web-2');
    await page.getByLabel('Hostname, line 3').press('Enter');
    await expect(page.getByText('Corrected, not sent')).toBeVisible();
    await expect(page.getByRole('button', { name: 'Correct line 3' })).toBeFocused();
    await page.screenshot({ path: `test-results/rejected-rows-${colorScheme}.png`, fullPage: true });
    await page.getByRole('button', { name: 'Send 1 corrected row' }).click();
    await expect(page.getByText('1 row corrected; the flow goes on with it')).toBeVisible();
    await expectNoViolations(page, 'corrected rows');

    await openSettled(page, `/discovery/inventory/${flowId}`, 'Inventory');
    await page.getByRole('tab', { name: 'Preview' }).click();
    await expect(page.getByRole('row', { name: /web-2/ })).toBeVisible();
    await expect(page.getByRole('row', { name: /web-1/ })).toHaveCount(0);
    await expect(page.getByText('The other 3 rows keep the outcome they have.')).toBeVisible();
    await approvePreview(page);

    await openSettled(page, '/discovery/data-import', 'Data import');
    await page.getByRole('link', { name: 'broken.csv', exact: true }).click();
    await page.getByRole('tab', { name: /Rejected rows/ }).click();
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Download as CSV' }).click();
    const [head = '', row = ''] = (await text(await (await download).createReadStream())).split('\r\n');
    expect(row).toBe(
      ",8,'=1+1,4,no_identity,The row names no asset: none of its identifying columns has a usable value.",
    );
    await page
      .getByLabel('Corrected file')
      .setInputFiles(csvFile('failed-rows.csv', `${head}\r\nweb-4${row}\r\nweb-9,1,Test,1,,\r\n`));
    await expect(page.getByText('1 row corrected; the flow goes on with it')).toBeVisible();
    await expect(page.getByText('Line 3: The row is not rejected')).toBeVisible();
    await page.screenshot({ path: `test-results/corrections-sent-${colorScheme}.png`, fullPage: true });
    await expectNoViolations(page, 'a corrected file');
  });
}

test('a corrected file whose encoding is not sure is read in the one a person says reads right', async ({
  page,
}) => {
  await signIn(page);
  await openNewEngagement(page, 'Corrected in an unsure encoding');
  await upload(page, csvFile('towns.csv', 'Hostname,Location\nweb-1,Bonn\n,Paris\n'));
  await continueToPreview(page, ['Hostname', 'Location']);
  await approvePreview(page);
  await openSettled(page, '/discovery/data-import', 'Data import');
  await page.getByRole('link', { name: 'towns.csv', exact: true }).click();
  await page.getByRole('tab', { name: /Rejected rows/ }).click();
  const head = 'Hostname,Location,_landfall_row,_landfall_reason_code,_landfall_reason';
  const buffer = Buffer.concat([
    Buffer.from(`${head}\nweb-2,Orl`),
    Buffer.from([0x8e]),
    Buffer.from('ans,2,,\n'),
  ]);
  await page.getByLabel('Corrected file').setInputFiles({ name: 'failed.csv', mimeType: 'text/csv', buffer });
  const question = page.getByRole('group', { name: 'Encodings the file can be read in' });
  await expect(question).toContainText('Orléans');
  await expectNoViolations(page, 'the encoding of a corrected file');
  await page.screenshot({ path: 'test-results/correction-encoding.png', fullPage: true });
  await question.getByRole('button', { name: 'Read as macintosh' }).click();
  await expect(page.getByText('1 row corrected; the flow goes on with it')).toBeVisible();
  await expect(question).toHaveCount(0);
});

async function text(stream: NodeJS.ReadableStream): Promise<string> {
  let read = '';
  for await (const piece of stream) read += String(piece);
  return read;
}
