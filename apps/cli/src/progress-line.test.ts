import { expect, test } from 'vitest';
import { progressLine, progressText } from './progress-line.ts';

function aTerminal(isTTY: boolean) {
  const written: string[] = [];
  return { terminal: { isTTY, columns: 60, write: (text: string) => written.push(text) }, written };
}

const bar = (share: number) => progressText({ label: 'Storing', share, detail: '1 row' });

test('draws a bar that never leaves its frame', () => {
  expect(bar(0.5)).toBe('Storing            [############............]  50 %  1 row');
  expect(bar(-1)).toContain('[........................]   0 %');
  expect(bar(2)).toContain('[########################] 100 %');
});

test('redraws a terminal in place, not too often, and within its width', () => {
  const { terminal, written } = aTerminal(true);
  let now = 1000;
  const line = progressLine(terminal, () => now);
  line.show('Storing', 0.1, 'x'.repeat(100));
  line.show('Storing', 0.2, '');
  now += 100;
  line.show('Storing', 0.3, '');
  expect(written).toHaveLength(2);
  expect(written.every((text) => text.startsWith('\r'))).toBe(true);
  expect(written[0]?.length).toBeLessThanOrEqual(60 + 5);
});

test('writes only finished steps where there is no terminal', () => {
  const { terminal, written } = aTerminal(false);
  const line = progressLine(terminal);
  line.show('Storing', 0.1, '');
  line.settle('Completed.');
  expect(written).toEqual(['Completed.\n']);
});
