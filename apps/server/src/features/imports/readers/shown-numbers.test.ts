import { expect, test } from 'vitest';
import { defaultReadingLimits } from '@landfall/domain/tabular/table-source';
import { workbookOf } from '../../../../test/workbook.ts';
import { sizedBytes } from './sized-file.ts';
import { xlsxReader } from './xlsx-reader.ts';

test('percentages and numbers with zeros in front are read as their cells show them, with all digits', async () => {
  const cells = [
    '<c s="1"><v>0.45</v></c><c s="2"><v>123</v></c>',
    '<c s="1"><v>0.12345678901</v></c><c s="2"><v>-1.5</v></c>',
    '<c s="1"><v>1.2</v></c><c s="2"><v>1234567</v></c>',
  ];
  const file = workbookOf({
    sheets: [{ name: 'A', rows: cells.map((row) => `<row>${row}</row>`).join('') }],
    strings: '',
    formats: ['General', '0%', '00000'],
  });
  const source = await xlsxReader.open(sizedBytes(file), { choices: {}, limits: defaultReadingLimits });
  const pieces: Uint8Array[] = [];
  for await (const piece of source.read(() => {})) pieces.push(piece);
  expect(Buffer.concat(pieces).toString()).toBe('45%,00123\n12.345678901%,-1.5\n120%,1234567\n');
});
