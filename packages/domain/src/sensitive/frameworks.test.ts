import { expect, test } from 'vitest';
import { frameworksIn } from './frameworks.ts';

test.each([
  ['GDPR/HIPAA', ['GDPR', 'HIPAA']],
  ['PCI-DSS 4.0', ['PCI_DSS']],
  ['DSGVO und ISO/IEC 27001:2022', ['GDPR', 'ISO_27001']],
  ['NIST 800-53', []],
  ['non-PCI', []],
  ['out of scope for PCI', []],
  ['GDPR: No', []],
])('%s names %j', (text, expected) => {
  expect(frameworksIn(text)).toEqual(expected);
});
