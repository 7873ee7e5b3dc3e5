import { expect, test } from 'vitest';
import { passwordWeakness } from './password-rule.ts';

test.each([
  ['Password1234!'],
  ['p4ssw0rd1234'],
  ['123456789012'],
  ['210987654321'],
  ['qwertyuiop[]1'],
  ['aaaaaaaaaaaa'],
  ['abcabcabcabc'],
  ['Welcome-2026!'],
  ['Passwordpassword1'],
  ['CorrectHorseBatteryStaple'],
  ['Landfall2026!!'],
  ['short-Xk2'],
])('%s is refused', (password) => {
  expect(passwordWeakness(password, 'ada@example.org')).toBeTypeOf('string');
});

test.each([
  ['vQ7-mule-Ostrich'],
  ['granite violin towel'],
  ['k7mQp-Yt3Rz-aB9cd-Qw2Xn'],
  ['雪山の朝に鳥が鳴く音がする'],
])('%s is accepted', (password) => {
  expect(passwordWeakness(password, 'ada@example.org')).toBeUndefined();
});

test('the name in the e-mail address is refused inside a password', () => {
  expect(passwordWeakness('grace.hopper-9182', 'Grace.Hopper@example.org')).toMatch(/e-mail/);
});
