import { expect, type Page, test } from '@playwright/test';
import { expectNoViolations } from './axe.ts';
import { approveMapping, openNewEngagement, openPage, signIn } from './session.ts';

const portfolio = [
  'Application,Server,Environment',
  'SAP ERP,sap01,production',
  'sap-erp PROD,sap02,production',
  'Payroll,pay01,test',
];
const connections = [
  'Source Host,Target Host,Target Port,Protocol',
  'sap01,db01,1433,tcp',
  'sap02,db01,1433,tcp',
  'pay01,db01,1433,tcp',
  'sap01,sap02,443,tcp',
  'sap02,sap01,443,tcp',
  'pay01,sap01,443,tcp',
];

async function importRows(page: Page, rows: readonly string[]): Promise<void> {
  await openPage(page, 'Data import');
  await page.getByRole('radio', { name: /Application discovery/ }).click();
  const buffer = Buffer.from(`${rows.join('\n')}\n`);
  const file = { name: 'discovered.csv', mimeType: 'text/csv', buffer };
  await page.getByLabel('File to upload').setInputFiles(file);
  await expect(page.getByRole('switch', { name: 'Create assets the inventory does not have' })).toBeChecked();
  await page.getByRole('combobox', { name: 'Source system, if you know it' }).fill('Portfolio list');
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await expect(page.getByText('Your turn')).toBeVisible();
  await openPage(page, 'Attribute mapping');
  await page.getByRole('button', { name: /^Accept \d+ above threshold$/ }).click();
  await page.getByRole('button', { name: /^Accept \d+ columns?$/ }).click();
  await approveMapping(page);
  await expect(page.getByRole('heading', { level: 1, name: 'Enrichment' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Table of checks' })).toBeVisible();
}

test('spellings become applications that a person corrects, and the graph of dependencies can be walked', async ({
  page,
}) => {
  await signIn(page);
  await openNewEngagement(page, 'Applications');
  await importRows(page, portfolio);
  await importRows(page, connections);

  await test.step('one application has several spellings, and one is split off', async () => {
    await openPage(page, 'Applications');
    const row = page.getByRole('row', { name: /^SAP ERP/ });
    await expect(row).toBeVisible();
    await expectNoViolations(page, 'applications');
    await page.screenshot({ path: 'test-results/applications.png', fullPage: true });
    await row.getByRole('link').click();
    await expect(page.getByRole('heading', { level: 1, name: 'SAP ERP' })).toBeVisible();
    await page.getByRole('button', { name: 'Confirm', exact: true }).click();
    await expect(page.getByText(/^Confirmed by/)).toBeVisible();
    await page.getByRole('tab', { name: '2 spellings' }).click();
    await expectNoViolations(page, 'application');
    await page.screenshot({ path: 'test-results/application.png', fullPage: true });
    await page.getByRole('checkbox', { name: 'Choose sap-erp PROD' }).check();
    await page.getByLabel('Make the chosen spellings an application called').fill('SAP production');
    await page.getByRole('button', { name: 'Split off 1 spelling' }).click();
    await expect(page.getByRole('heading', { level: 1, name: 'SAP production' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Assets of the application' })).toContainText('sap02');
  });

  await test.step('the graph shows the neighbourhood of an asset as a picture and as a table', async () => {
    await openPage(page, 'Dependencies');
    await page.getByRole('tab', { name: 'Graph' }).click();
    const table = page.getByRole('region', { name: 'Table of the graph' });
    await table.getByRole('button', { name: 'Put db01 in the middle' }).click();
    await expect(page.getByRole('img', { name: /^Graph of 4 assets/ })).toBeVisible();
    await expect(table.getByRole('row', { name: /^Put pay01/ })).toContainText('db01');
    await expectNoViolations(page, 'graph');
    await page.screenshot({ path: 'test-results/dependency-graph.png', fullPage: true });
    await page.getByText('Applications', { exact: true }).last().click();
    await expect(page.getByRole('img', { name: /^Graph of \d+ groups/ })).toBeVisible();
    await expect(table.getByRole('link', { name: 'Payroll' })).toBeVisible();
    await expectNoViolations(page, 'graph of applications');
    await page.screenshot({ path: 'test-results/graph-of-applications.png', fullPage: true });
    await page.getByRole('tab', { name: 'Groups and shared services' }).click();
    await expect(page.getByText(/2 assets: (sap01, sap02|sap02, sap01)/)).toBeVisible();
    await expectNoViolations(page, 'analysis');
    await page.screenshot({ path: 'test-results/dependency-analysis.png', fullPage: true });
  });

  await test.step('the inventory is narrowed to one application', async () => {
    await openPage(page, 'Applications');
    await page
      .getByRole('row', { name: /^Payroll/ })
      .getByRole('link')
      .click();
    await page.getByRole('link', { name: 'Show them in the inventory' }).click();
    await expect(page.getByLabel('Filter by application').first()).toHaveValue('Payroll');
    await expect(page.getByRole('gridcell', { name: 'pay01', exact: true }).first()).toBeVisible();
    await expect(page.getByRole('gridcell', { name: 'db01', exact: true })).toHaveCount(0);
    await expectNoViolations(page, 'inventory of an application');
  });

  await test.step('limits of checks are settings of the engagement', async () => {
    await openPage(page, 'Check limits');
    await page.getByLabel('Hot percent').fill('70');
    await page.getByRole('button', { name: 'Save the limits' }).click();
    await expect(page.getByText('The limits are saved.')).toBeVisible();
    await expectNoViolations(page, 'check limits');
    await page.screenshot({ path: 'test-results/check-limits.png', fullPage: true });
  });
});
