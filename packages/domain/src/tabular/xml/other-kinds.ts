import type { PathNode } from '../nested/path-tree.ts';
import { refuseTable } from '../table-source.ts';
import { localName } from './xml-table.ts';

/** Elements on the way from the root that show a document of another kind: its cells would be taken for rows. */
interface OtherKind {
  readonly way: readonly string[];
  readonly detail: string;
}

const webPage =
  'The file is a web page, whatever its name says. Export the table as CSV or XLSX and upload that.';
const saveAs = 'Open it in a spreadsheet program, save it as an Excel workbook (.xlsx) and upload that.';

const otherKinds: readonly OtherKind[] = [
  { way: ['html'], detail: webPage },
  { way: ['table', 'tr'], detail: webPage },
  { way: ['table', 'tbody', 'tr'], detail: webPage },
  {
    way: ['workbook', 'worksheet', 'table', 'row', 'cell'],
    detail: `The file is an Excel 2003 XML workbook, which is not read. ${saveAs}`,
  },
  {
    way: ['document', 'body', 'spreadsheet'],
    detail: `The file is a flat OpenDocument spreadsheet, which is not read. ${saveAs}`,
  },
];

/** Refuses web pages and spreadsheets that are written in XML. */
export function refuseOtherKinds(root: PathNode): void {
  const kind = otherKinds.find(({ way }) => leads(root, way));
  if (kind !== undefined) refuseTable('file_unreadable', kind.detail, { byteOffset: 0 });
}

function leads({ children }: PathNode, [first, ...others]: readonly string[]): boolean {
  return (
    first === undefined ||
    children.some((each) => localName(each).toLowerCase() === first && leads(each, others))
  );
}
