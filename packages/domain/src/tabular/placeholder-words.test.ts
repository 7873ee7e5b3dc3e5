import { expect, test } from 'vitest';
import { CellTally } from './cell-tally.ts';
import { isPlaceholderWord } from './placeholder-words.ts';
import { encodeUtf8 } from './utf8.ts';

function stateOf(text: string): string {
  const bytes = encodeUtf8(text);
  return new CellTally().add(bytes, 0, bytes.length, 1, false);
}

const words =
  'n/a,N/A,#N/A,-,---,—,?,.,*,_,none,NULL,<null>,(None),[none],Unknown,not specified,TO BE DETERMINED,tbd,TBA,xxx,k. A.,UNBEKANNT,nicht verfügbar,NICHT VERFÜGBAR,Entfällt,s/o,desconocido,não aplicável,不明,n\\a,"",un\u212Anown';

test.each(words.split(','))(
  '%s stands for no value, with blanks and control characters around it too',
  (word) => {
    expect(isPlaceholderWord(word)).toBe(true);
    for (const text of [word, ` ${word}\t`, `${word}\f`, `\v${word}`])
      expect([text, stateOf(text)]).toEqual([text, 'placeholder']);
  },
);

test.each(['nona', 'naa', 'tbdx', 'node', '(other)', '--x', 'unknowns'])('%s is a value', (text) => {
  expect(stateOf(text)).toBe('filled');
});
