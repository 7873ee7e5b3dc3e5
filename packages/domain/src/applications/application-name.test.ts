import { expect, test } from 'vitest';
import { applicationKey, applicationSimilarity, similarApplications } from './application-name.ts';

test.each([
  ['SAP ERP', 'sap-erp'],
  ['SAP ERP', 'SAP_ERP (PROD)'],
  ['SAP ERP 6.0', 'Sap Erp'],
  ['Payroll v2', 'payroll'],
  ['Payroll Version 3', 'payroll'],
  ['Payroll 2019 UAT', 'PAYROLL'],
  ['Power BI', 'PowerBI'],
  ['Zahlungsverkehr – Produktion', 'ZAHLUNGSVERKEHR/Produktion'],
  ['ＣＲＭ', 'CRM'],
])('%s and %s are spellings of one application', (left, right) => {
  expect(applicationKey(left)).toBe(applicationKey(right));
});

test.each([
  ['Portal 1', 'Portal 2'],
  ['SAP ERP', 'SAP CRM'],
  ['Test Data Manager', 'Data Manager'],
  ['Über', 'Uber'],
])('%s and %s are different applications', (left, right) => {
  expect(applicationKey(left)).not.toBe(applicationKey(right));
});

test('a name that is nothing but a suffix or punctuation stays a name', () => {
  expect(applicationKey('Production')).toBe('production');
  expect(applicationKey('6.0')).toBe('6.0');
  expect(applicationKey('***')).toBe('***');
});

test('close names are proposed, the closest first, and the application itself is not', () => {
  const billing = { id: '1', name: 'Billing Service' };
  const others = [
    billing,
    { id: '2', name: 'Biling Service' },
    { id: '3', name: 'Billing Services' },
    { id: '4', name: 'Bookkeeping' },
  ];
  expect(similarApplications(billing, others).map(({ id }) => id)).toEqual(['3', '2']);
  expect(applicationSimilarity('abc', 'abc')).toBe(1);
  expect(applicationSimilarity('martha', 'marhta')).toBeCloseTo(0.961, 3);
  expect(applicationSimilarity('abc', '')).toBe(0);
});
