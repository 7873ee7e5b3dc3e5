import { expect, test } from 'vitest';
import { memoryFile, readTable, refusalOf } from '../read-table.ts';
import { encodeUtf8 } from '../utf8.ts';
import { xmlReader } from './xml-source.ts';

test.each([
  [
    'an Excel 2003 XML workbook',
    '<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet"><ss:Worksheet><Table><Row><Cell><Data>a</Data></Cell></Row><Row><Cell><Data>b</Data></Cell></Row></Table></ss:Worksheet></ss:Workbook>',
    '.xlsx',
  ],
  [
    'a flat OpenDocument spreadsheet',
    '<office:document><office:body><office:spreadsheet><table:table><table:table-row/><table:table-row/></table:table></office:spreadsheet></office:body></office:document>',
    '.xlsx',
  ],
  ['a web page', '<table><tr><td>a</td></tr><tr><td>b</td></tr></table>', 'XLSX'],
  ['a web page', '<TABLE><TBODY><TR><TD>a</TD></TR></TBODY></TABLE>', 'XLSX'],
])('%s is not read cell by cell: the answer says what to save it as', async (name, text, advice) => {
  const refusal = await refusalOf(xmlReader, memoryFile(encodeUtf8(text)));
  expect(refusal).toMatchObject({ code: 'file_unreadable' });
  expect(refusal?.detail).toContain(name);
  expect(refusal?.detail).toContain(advice);
});

test('records that are called workbooks or tables are rows', async () => {
  expect(
    (await readTable(xmlReader, memoryFile(encodeUtf8('<Workbook><Item a="1"/><Item a="2"/></Workbook>'))))
      .rows,
  ).toEqual([['1'], ['2']]);
  expect(
    (await readTable(xmlReader, memoryFile(encodeUtf8('<table><server a="1"/><server a="2"/></table>'))))
      .rows,
  ).toEqual([['1'], ['2']]);
});
