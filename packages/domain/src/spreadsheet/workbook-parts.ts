import type { SheetFacts } from '../tabular/source-parts.ts';
import { meaningByte, meaningOfBuiltIn, numberMeaning } from './number-format.ts';
import { walkXml } from './xml-walk.ts';

/** A pointer from one part of a package to another. */
export interface Relationship {
  readonly id: string;
  /** Last word of its type, such as `worksheet`: transitional and strict packages differ in what stands before it. */
  readonly type: string;
  /** Part name without a leading slash; undefined when it points outside the package or above its root. */
  readonly part: string | undefined;
}

/** Reads a `.rels` part; targets are relative to `folder` (`xl/`) unless they begin with a slash. */
export function readRelationships(bytes: Uint8Array, folder: string): Relationship[] {
  const relationships: Relationship[] = [];
  walkXml(bytes, (element) => {
    if (!element.isNamed('Relationship')) return;
    const type = element.attribute('Type') ?? '';
    const target = element.attribute('Target') ?? '';
    const isExternal = element.attribute('TargetMode')?.toLowerCase() === 'external';
    relationships.push({
      id: element.attribute('Id') ?? '',
      type: type.slice(type.lastIndexOf('/') + 1),
      part: isExternal ? undefined : partOf(target, folder),
    });
  });
  return relationships;
}

function partOf(target: string, folder: string): string | undefined {
  const path = target.replaceAll('\\', '/');
  const steps = (path.startsWith('/') ? path : `${folder}${path}`).split('/');
  const part: string[] = [];
  for (const step of steps) {
    if (step === '' || step === '.') continue;
    if (step !== '..') part.push(step);
    else if (part.pop() === undefined) return undefined;
  }
  return part.length === 0 ? undefined : part.join('/');
}

/** A sheet as the workbook lists it. */
export interface SheetEntry extends SheetFacts {
  readonly relationshipId: string;
}

export interface WorkbookPart {
  readonly sheets: readonly SheetEntry[];
  /** Day 0 is 1904-01-01. */
  readonly uses1904: boolean;
}

/** Reads the workbook part: its sheets in the order of their tabs, and the date system. */
export function readWorkbookPart(bytes: Uint8Array): WorkbookPart {
  const sheets: SheetEntry[] = [];
  let uses1904 = false;
  walkXml(bytes, (element, around) => {
    if (element.isNamed('workbookPr') && around.length === 1)
      uses1904 = isTrue(element.attribute('date1904'));
    if (!element.isNamed('sheet') || around.at(-1) !== 'sheets' || around.length !== 2) return;
    sheets.push({
      name: element.attribute('name') ?? '',
      visibility: visibilityOf(element.attribute('state')),
      relationshipId: element.attribute('id') ?? '',
    });
  });
  return { sheets, uses1904 };
}

function visibilityOf(state: string | undefined): SheetFacts['visibility'] {
  if (state === 'veryHidden') return 'very_hidden';
  return state === 'hidden' ? 'hidden' : 'visible';
}

function isTrue(value: string | undefined): boolean {
  return value === '1' || value === 'true' || value === 'on';
}

/** Cell formats read at most: Excel allows 65,490. */
const mostFormats = 70_000;

/** Reads the styles part: by index of a cell format what its numbers mean, a {@link numberMeaning} or digits that are shown. */
export function readNumberMeanings(bytes: Uint8Array): Uint8Array {
  const codes = new Map<number, string>();
  const ids: number[] = [];
  walkXml(bytes, (element, around) => {
    const parent = around.at(-1);
    if (element.isNamed('numFmt') && parent === 'numFmts') {
      codes.set(Number(element.attribute('numFmtId')), element.attribute('formatCode') ?? '');
    }
    if (element.isNamed('xf') && parent === 'cellXfs' && ids.length < mostFormats) {
      ids.push(Number(element.attribute('numFmtId') ?? 0));
    }
  });
  const meanings = new Map<number, number>();
  const meaningOf = (id: number): number => {
    const code = codes.get(id);
    const meaning = meanings.get(id) ?? (code === undefined ? meaningOfBuiltIn(id) : meaningByte(code));
    meanings.set(id, meaning);
    return meaning;
  };
  return ids.length === 0 ? Uint8Array.of(numberMeaning.number) : Uint8Array.from(ids, meaningOf);
}
