import { formatCount, formatValue } from './format.ts';
import { sentenceOf } from './vocabulary.ts';

/** What a finding says would be expected instead; null when its title says it all. */
export function expectedText(detail: Readonly<Record<string, unknown>>): string | null {
  const { needs, least, most, limit, exceeds_by: excess } = detail;
  if (typeof needs === 'string') return `needs ${needs.includes(' ') ? needs : sentenceOf(needs)}`;
  if (typeof least === 'number' && typeof most === 'number')
    return `expected: ${amount(least)} to ${amount(most)}`;
  if (typeof limit === 'number' && typeof excess === 'number')
    return `usually up to ${formatCount(limit)} characters, here up to ${formatCount(limit + excess)}`;
  return null;
}

function amount(value: number): string {
  return Number.isInteger(value) ? formatCount(value) : formatValue(value);
}
