import type { CleansedBlock } from '../cleansing/cleansed-block.ts';
import { listSeparator } from '../cleansing/clean-text.ts';
import { columnTexts, textColumn, withColumns } from '../cleansing/text-column.ts';
import { hostFields, hostPrefix } from '../dependencies/dependency-rows.ts';
import { frameworksIn } from './frameworks.ts';
import type { PiiScan } from './pii-scan.ts';

/** Fields that name the data a row is about, best first, with the type of asset they make it. */
const subjects = [
  ['name', 'data_store'],
  ['data_store', 'data_store'],
  ['database_name', 'database'],
  ['application_name', 'application'],
] as const;

/**
 * Reads a block of a file about sensitive data as its category means it: a row is about a set of data, a store or an
 * application; the machine it names is where that is. Regulations get the names of their frameworks, and a row that
 * holds personal data says so.
 */
export function prepareSensitiveBlock(block: CleansedBlock, scan: PiiScan): CleansedBlock {
  const { names, types, isSubject } = subjectsIn(block);
  const hosts = hostFields.flatMap((field) => {
    const stated = columnTexts(block, field);
    const own = stated.map((text, row) => (isSubject[row] === true ? null : text));
    const moved = stated.map((text, row) => (isSubject[row] === true ? text : null));
    const kept = isStated(block, field) ? [textColumn(field, own)] : [];
    return [...kept, ...textsColumn(`${hostPrefix}${field}`, moved)];
  });
  return withColumns(block, [
    ...textsColumn('name', names),
    ...textsColumn('asset_type', types),
    ...hosts,
    ...textsColumn(
      'compliance_requirements',
      columnTexts(block, 'compliance_requirements').map(asFrameworks),
    ),
    ...textsColumn('pii_flag', flagged(block, scan)),
  ]);
}

/** What each row is about; a row that only names a machine is about the machine. */
function subjectsIn(block: CleansedBlock) {
  const texts = subjects.map(([field, type]) => ({ type, texts: columnTexts(block, field) }));
  const names = columnTexts(block, 'name');
  const types = columnTexts(block, 'asset_type');
  const isSubject = names.map((name, row) => {
    const subject = texts.find((each) => each.texts[row] !== null);
    if (subject === undefined) return false;
    names[row] = name ?? subject.texts[row]?.split(listSeparator, 1)[0] ?? null;
    types[row] ??= subject.type;
    return true;
  });
  return { names, types, isSubject };
}

function isStated({ columns }: CleansedBlock, field: string): boolean {
  return columns.some((column) => column.field === field);
}

function textsColumn(field: string, texts: readonly (string | null)[]) {
  return texts.some((text) => text !== null) ? [textColumn(field, texts)] : [];
}

function asFrameworks(text: string | null): string | null {
  if (text === null) return null;
  const items = text.split(listSeparator).flatMap((item) => {
    const named = frameworksIn(item);
    return named.length === 0 ? [item] : named;
  });
  return [...new Set(items)].join(listSeparator);
}

/** The declared flag, raised where the row itself holds personal data; a row without either stays unknown. */
function flagged(block: CleansedBlock, scan: PiiScan): (string | null)[] {
  return columnTexts(block, 'pii_flag').map((declared, index) =>
    scan.kindsOf(block.firstRow - 1 + index).length > 0 ? 'true' : declared,
  );
}
