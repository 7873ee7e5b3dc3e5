import { describe, expect, test } from 'vitest';
import { openLayout } from '../open-tabular.ts';
import { rowValues } from '../raw-chunk.ts';
import {
  defaultReadingLimits,
  type ReadingChoices,
  type SourceFacts,
  type SourceNote,
  TabularRefusal,
  type TableSource,
} from '../table-source.ts';
import { layOut } from '../table-source-layout.ts';
import { encodeUtf8 } from '../utf8.ts';
import { joinSheets } from './join-sheets.ts';
import type { JoinFacts } from './sheet-join.ts';

const facts: SourceFacts = {
  format: 'xlsx',
  packing: null,
  encoding: 'utf-8',
  encodingCertainty: 1,
  encodingCandidates: [],
  sheets: [],
  sheet: null,
  form: { kind: 'table', unit: 'sheet_row', header: 'find' },
};
const limits = defaultReadingLimits;

type Sheets = Readonly<Record<string, string>>;

function sheetOf(name: string, text: string, pieceBytes = 64 * 1024) {
  const bytes = encodeUtf8(text);
  const source: TableSource = {
    facts: { ...facts, sheet: name },
    async *read() {
      for (let at = 0; at < bytes.length; at += pieceBytes) {
        yield await Promise.resolve(bytes.slice(at, at + pieceBytes));
      }
    },
  };
  return { name, source };
}

interface Joined {
  readonly text: string;
  readonly join: JoinFacts;
  readonly notes: readonly SourceNote[];
  readonly rows: readonly {
    readonly line: number;
    readonly fault: string | undefined;
    readonly cells: object;
  }[];
}

async function join(sheets: Sheets, choices: ReadingChoices = {}, pieceBytes?: number): Promise<Joined> {
  const list = Object.entries(sheets).map(([name, text]) => sheetOf(name, text, pieceBytes));
  const source = await joinSheets(list, facts, { choices, limits });
  const { layout } = await layOut(source, { choices: {}, limits });
  const notes: SourceNote[] = [];
  let text = '';
  for await (const piece of source.read((note) => notes.push(note))) text += new TextDecoder().decode(piece);
  const rows: Joined['rows'][number][] = [];
  const reader = openLayout(layout).read((row) => {
    const cells = rowValues(row, layout.columns, layout);
    rows.push({ line: row.record.line, fault: row.fault, cells });
  });
  reader.push(encodeUtf8(text).subarray(layout.dataOffset));
  reader.end();
  if (source.facts.join === undefined) throw new Error('A joined table says how.');
  return { text, join: source.facts.join, notes, rows };
}

async function refusalOf(sheets: Sheets, choices: ReadingChoices = {}) {
  try {
    await join(sheets, choices);
  } catch (error) {
    if (error instanceof TabularRefusal) return error.refusal;
    throw error;
  }
  return undefined;
}

/** An estate as RVTools writes it: titles none, sheets that share the name and id of a machine. */
const estate = {
  vInfo: [
    'VM,Powerstate,CPUs,Cluster,Host,VM ID,VM UUID',
    'web01,poweredOn,2,C1,esx1,vm-1,aaaa-1',
    'db01,poweredOn,8,C1,esx2,vm-2,aaaa-2',
    'tpl01,poweredOff,1,C1,esx1,vm-3,aaaa-3',
  ],
  vMemory: [
    'VM,Powerstate,Size MiB,VM UUID',
    'db01,poweredOn,32768,aaaa-2',
    'web01,poweredOn,4096,aaaa-1',
    'ghost01,poweredOff,1024,aaaa-9',
  ],
  vDisk: [
    'VM,Disk,Capacity MiB,VM UUID',
    'web01,Hard disk 1,40960,aaaa-1',
    'db01,Hard disk 1,81920,aaaa-2',
    'web01,"Disk; two",10240,aaaa-1',
    'db01,,512,aaaa-2',
  ],
  vHost: ['Host,CPU Model,# VMs', 'esx1,Xeon 6130,2', 'esx2,Xeon 6230,1', 'esx3,Xeon 6330,0'],
};
const written = (...names: (keyof typeof estate)[]): Sheets =>
  Object.fromEntries(names.map((name) => [name, `${estate[name].join('\n')}\n`]));

describe('rows of several sheets become one table', () => {
  test('each row of the lead sheet has beside it what belongs to it: one value, or a list in the order of the sheet', async () => {
    const { text, join: found } = await join(written('vDisk', 'vMemory', 'vInfo'));
    expect(found.plan.lead).toBe('vInfo');
    expect(text.split('\n')).toEqual([
      'VM,Powerstate,CPUs,Cluster,Host,VM ID,VM UUID,vDisk.Disk,vDisk.Capacity MiB,vMemory.Size MiB',
      'web01,poweredOn,2,C1,esx1,vm-1,aaaa-1,Hard disk 1|Disk; two,40960;10240,4096',
      'db01,poweredOn,8,C1,esx2,vm-2,aaaa-2,Hard disk 1;,81920;512,32768',
      'tpl01,poweredOff,1,C1,esx1,vm-3,aaaa-3,,,',
      'ghost01,poweredOff,,,,,aaaa-9,,,1024',
      '',
    ]);
  });

  test('the evidence for the key, the rows that fit and those that do not are told', async () => {
    const { join: found, notes } = await join(written('vInfo', 'vMemory', 'vDisk'));
    expect(found.leadRows).toBe(3);
    expect(found.sheets).toMatchObject([
      {
        sheet: 'vMemory',
        key: [{ lead: 'VM UUID', own: 'VM UUID' }],
        relation: 'one_to_one',
        rows: 3,
        matchedRows: 2,
        leadRowsMatched: 2,
        unmatched: { count: 1, lines: [[4, 4]] },
        ownLines: [5, 5],
        columns: ['Size MiB'],
        merged: [
          { lead: 'VM', own: 'VM' },
          { lead: 'Powerstate', own: 'Powerstate' },
          { lead: 'VM UUID', own: 'VM UUID' },
        ],
      },
      { sheet: 'vDisk', relation: 'one_to_many', rows: 4, matchedRows: 4, ownLines: null },
    ]);
    const [best] = found.sheets[0]?.candidates ?? [];
    expect(best?.leadUniqueness).toBe(1);
    expect(best?.coverage).toBeCloseTo(2 / 3);
    expect(notes).toEqual([
      {
        code: 'row_without_lead',
        record: 5,
        detail: 'Row 4 of “vMemory” fits no row of “vInfo”; it is a row of its own.',
      },
    ]);
  });

  test('what many machines point to, such as their host, stands beside each of them', async () => {
    const { join: found, rows } = await join(written('vInfo', 'vHost'));
    expect(found.sheets[0]).toMatchObject({
      relation: 'many_to_one',
      key: [{ lead: 'Host', own: 'Host' }],
      matchedRows: 2,
    });
    expect(rows.map(({ cells }) => cells)).toMatchObject([
      { VM: 'web01', 'vHost.CPU Model': 'Xeon 6130' },
      { VM: 'db01', 'vHost.CPU Model': 'Xeon 6230' },
      { VM: 'tpl01', 'vHost.CPU Model': 'Xeon 6130' },
      { VM: null, Host: 'esx3', 'vHost.# VMs': '0' },
    ]);
  });

  test('no row is lost and none is invented, whatever the sheets hold', async () => {
    const { rows, join: found } = await join(written('vInfo', 'vMemory', 'vDisk', 'vHost'));
    const own = found.sheets.reduce((sum, { unmatched }) => sum + unmatched.count, 0);
    expect(rows).toHaveLength(found.leadRows + own);
    for (const side of found.sheets) expect(side.matchedRows + side.unmatched.count).toBe(side.rows);
  });

  test('the same bytes come of it however the sheets are cut into pieces, and from the plan alone', async () => {
    const sheets = written('vInfo', 'vMemory', 'vDisk', 'vHost');
    const { text, join: found } = await join(sheets);
    for (let size = 1; size <= 64; size++) expect((await join(sheets, {}, size)).text).toBe(text);
    const list = Object.entries(sheets).map(([name, content]) => sheetOf(name, content));
    const again = await joinSheets(list, facts, { choices: { joinPlan: found.plan }, limits });
    let repeated = '';
    for await (const piece of again.read()) repeated += new TextDecoder().decode(piece);
    expect(repeated).toBe(text);
  });
});

describe('the key', () => {
  test('a name that two machines share is joined with the id that tells them apart', async () => {
    const sheets = {
      A: 'VM,VM UUID,OS,Site,Owner\nweb,u1,x,s,o\nweb,u2,x,s,o\ndb,u3,x,s,o\napp,u3,x,s,o\nnew,u4,x,s,o\nold,u5,x,s,o\ntop,u6,x,s,o\nend,u7,x,s,o\nlow,u8,x,s,o\nmid,u9,x,s,o\nfar,u10,x,s,o\n',
      B: 'VM,VM UUID,RAM\nweb,u2,2\nweb,u1,1\ndb,u3,3\napp,u3,4\n',
    };
    const { join: found, rows } = await join(sheets);
    expect(found.sheets[0]?.key.map(({ own }) => own)).toEqual(['VM UUID', 'VM']);
    expect(rows.slice(0, 4).map(({ cells }) => cells)).toMatchObject([
      { 'B.RAM': '1' },
      { 'B.RAM': '2' },
      { 'B.RAM': '3' },
      { 'B.RAM': '4' },
    ]);
  });

  test('a person may choose the lead sheet and the columns, also of another name', async () => {
    const sheets = { A: 'Machine,OS\nweb,x\ndb,y\n', B: 'Label,RAM\nWEB ,1\nother,2\n' };
    expect(await refusalOf(sheets)).toMatchObject({
      code: 'join_key_missing',
      detail: expect.stringContaining('“B”'),
    });
    const { text } = await join(sheets, { sheet: 'A', joinColumns: { A: ['Machine'], B: ['Label'] } });
    expect(text).toBe('Machine,OS,B.Label,B.RAM\nweb,x,WEB ,1\ndb,y,,\nother,,other,2\n');
    expect(await refusalOf(sheets, { joinColumns: { B: ['Nothing'] } })).toMatchObject({
      code: 'join_key_missing',
    });
    expect(await refusalOf(sheets, { joinColumns: { C: ['Label'] } })).toMatchObject({
      code: 'join_key_missing',
    });
  });

  test('sheets called as every object has members are joined as any other', async () => {
    const sheets = { constructor: 'VM,OS\nweb,x\n', toString: 'VM,RAM\nweb,1\n', valueOf: 'VM,CPU\nweb,2\n' };
    const { text } = await join(sheets, { sheet: 'constructor', joinColumns: { toString: ['VM'] } });
    expect(text).toBe('VM,OS,toString.RAM,valueOf.CPU\nweb,x,1,2\n');
  });

  test('rows without a key, or with a word that stands for none, belong to nothing', async () => {
    const sheets = { A: 'VM,OS,X\nweb,x,1\n,y,1\nn/a,z,1\n', B: 'VM,RAM\nweb,1\n,2\nn/a,3\n' };
    const { rows } = await join(sheets, { sheet: 'A', joinColumns: { B: ['VM'] } });
    expect(rows.map(({ cells }) => Object.values(cells).join('/'))).toEqual([
      'web/x/1/1',
      '/y/1/',
      'n/a/z/1/',
      '///2',
      'n/a///3',
    ]);
  });
});

describe('what is odd in a sheet', () => {
  test('titles, blank rows, repeated headers and totals keep the numbers of the rows of the lead sheet', async () => {
    const sheets = {
      A: 'Export of May\n\nVM,OS,Host\nweb,x,h\n\nVM,OS,Host\ndb,y,h\nTotal,,2\n',
      B: 'VM,RAM\nweb,1\nVM,RAM\ndb,2\nnew,3\n',
    };
    const { rows, notes, text } = await join(sheets, { sheet: 'A' });
    expect(text.startsWith('Export of May\n\nVM,OS,Host,B.RAM\n')).toBe(true);
    expect(rows.map(({ line }) => line)).toEqual([4, 7, 9]);
    expect(notes.map(({ record, detail }) => `${record} ${detail.slice(0, 12)}`)).toEqual([
      '0 Row 3 of “B”',
      '6 Row 6 of “A”',
      '8 Row 8 of “A”',
      '9 Row 5 of “B”',
    ]);
  });

  test('a row that cannot be taken is rejected alone, from whichever sheet it is', async () => {
    const sheets = {
      A: 'VM,OS,Host\nweb,x,h,surplus\n"broken"!\ndb,y,h\n',
      B: 'VM,RAM\ndb,2,surplus\n"broken too"!\nweb,3\n',
    };
    const { rows } = await join(sheets, { sheet: 'A' });
    expect(rows.map(({ fault, line }) => `${line} ${fault ?? 'sound'}`)).toEqual([
      '2 too_many_cells',
      '3 unparseable_row',
      '4 sound',
      '5 too_many_cells',
      '6 unparseable_row',
    ]);
    expect(rows[3]?.cells).toMatchObject({ VM: 'db', 'B.RAM': '2' });
    expect(rows[2]?.cells).toMatchObject({ VM: 'db', 'B.RAM': null });
  });

  test('columns of one name stay apart, and a column without a name comes only with values', async () => {
    const sheets = {
      A: 'VM,B.RAM,OS\nweb,1,x\ndb,2,y\n',
      B: 'VM,RAM,RAM,,\nweb,3,4,,5\ndb,6,7,,\n',
    };
    const { text } = await join(sheets, { sheet: 'A' });
    expect(text.split('\n')[0]).toBe('VM,B.RAM,OS,B.RAM,B.RAM#2,B.__EMPTY_5');
    const { rows } = await join(sheets, { sheet: 'A' });
    expect(Object.keys(rows[0]?.cells ?? {})).toEqual([
      'VM',
      'B.RAM',
      'OS',
      'B.RAM#2',
      'B.RAM#2#2',
      'B.__EMPTY_5',
    ]);
  });

  test('a sheet with a header only brings nothing in', async () => {
    const { text, join: found } = await join({ A: 'VM,OS\nweb,x\n', B: 'VM,USB\n' });
    expect(text).toBe('VM,OS\nweb,x\n');
    expect(found.sheets[0]).toMatchObject({ rows: 0, key: [], columns: [] });
  });
});
