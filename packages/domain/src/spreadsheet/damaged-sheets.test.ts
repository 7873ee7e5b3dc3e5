import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readSheet, type SheetParts, type SheetReading } from '../../test/read-sheet.ts';
import { TabularRefusal } from '../tabular/table-source.ts';
import { XmlDamage, XmlDoctype } from './xml-damage.ts';

const rows = `<?xml version="1.0"?><worksheet><sheetData><row r="1" spans="1:3"><c r="A1" t="s"><v>0</v></c><c r="B1" s="1"><v>45000.5</v></c><c r="C1" t="b"><v>1</v></c></row>
<row r="3"><c r="A3" t="s"><v>1</v></c><c r="B3"><f>SUM(A1:A2)</f><v>1.1000000000000001</v></c><c r="C3" t="inlineStr"><is><t>in, "line"&amp;ü</t></is></c></row><!-- c -->
<row r="4" hidden="1"/><row><c t="s"><v>2</v></c><c cm="1" t="s"><v>3</v></c><c t="e"><v>#REF!</v></c><c t="str"><f>a</f><v>x_x000D_y</v></c></row></sheetData></worksheet>`;
const strings =
  '<si><t>é01</t></si><si><r><t xml:space="preserve">rich </t></r><rPh sb="0" eb="1"><t>k</t></rPh></si><si/><si><t><![CDATA[x]]></t></si>';
const formats = ['General', 'yyyy-mm-dd h:mm'];

/** What is put in. */
const pieces =
  `< > / " ' & ; = <c </c> <c/> <row> </row> <!-- --> <![CDATA[ ]]> <? ?> <v> </v> <v/> 999999999999 -1
  r="ZZZZ1" _x0041_ \u0000 é </sheetData> t="zz" s="7"`.split(/\s+/);
/** Something put in, taken out or cut off anywhere. */
const change = fc.record({
  at: fc.nat(2000),
  taken: fc.nat(12),
  put: fc.constantFrom(' ', '\n', '<row r="2">', '<!DOCTYPE x>', ...pieces),
  isCut: fc.boolean(),
});

function changed(
  text: string,
  changes: readonly { at: number; taken: number; put: string; isCut: boolean }[],
): string {
  let result = text;
  for (const { at, taken, put, isCut } of changes) {
    const start = at % (result.length + 1);
    result =
      isCut && taken === 0
        ? result.slice(0, start)
        : result.slice(0, start) + put + result.slice(start + taken);
  }
  return result;
}

function outcomeOf(parts: SheetParts, size: number): Omit<SheetReading, 'failure'> & { failure: string } {
  try {
    const { text, notes, failure } = readSheet(parts, size);
    return { text, notes, failure: failure === undefined ? '' : nameOf(failure) };
  } catch (error) {
    // The strings are read before the sheet.
    return { text: '', notes: [], failure: nameOf(error) };
  }
}

function nameOf(error: unknown): string {
  const isExpected =
    error instanceof XmlDamage || error instanceof XmlDoctype || error instanceof TabularRefusal;
  if (!isExpected) throw error;
  return `${error.name}: ${error.message}`;
}

test('whatever is wrong with a workbook, it is read alike wherever its bytes are cut, and raises nothing unknown', () => {
  const changes = fc.array(change, { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(changes, fc.boolean(), fc.integer({ min: 1, max: 64 }), (made, inSheet, size) => {
      const parts = inSheet
        ? { rows: changed(rows, made), strings, formats }
        : { rows, strings: changed(strings, made), formats };
      expect(outcomeOf(parts, size)).toEqual(outcomeOf(parts, 1 << 20));
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['<row r="1"', '<row<r="1"'],
  ['<f>a</f>', '<f a</f>'],
])('%s written as %s is damage, also where all of it is there at once', (usual, damaged) => {
  const parts = { rows: rows.replace(usual, damaged), strings, formats };
  for (const size of [1, 7, 1 << 20])
    expect(outcomeOf(parts, size).failure).toBe('XmlDamage: A tag opens inside another tag.');
});
