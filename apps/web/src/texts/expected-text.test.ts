import { expect, test } from 'vitest';
import { expectedText } from './expected-text.ts';

test('a finding says what would be expected', () => {
  expect(expectedText({ needs: 'database_type' })).toBe('needs Database type');
  expect(expectedText({ needs: 'one of Name, Host name' })).toBe('needs one of Name, Host name');
  expect(expectedText({ least: 1, most: 1024 })).toBe('expected: 1 to 1,024');
  expect(expectedText({ limit: 255, exceeds_by: 45 })).toBe('usually up to 255 characters, here up to 300');
  expect(expectedText({ share: 0.5 })).toBeNull();
});
