import { execFileSync } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { defaultReadingLimits, TabularRefusal } from '@landfall/domain/tabular/table-source';
import { type LookedAt, lookAtTable } from '../../apps/server/src/features/imports/readers/table-process.ts';
import { readCase, readJson, type SuiteCase, timed } from './read-case.ts';

/** The generated files, each looked at by a process of its own as an upload would be. */
export async function* judgeNasty(suites: string): AsyncGenerator<SuiteCase, void> {
  const folder = mkdtempSync(join(tmpdir(), 'landfall-nasty-'));
  try {
    generate(join(suites, 'generated-nasty/gen_nasty.py'), folder);
    const [, ...lines] = readFileSync(join(folder, 'expected.tsv'), 'utf8').trim().split('\n');
    for (const line of lines) {
      const [file = '', , verdict = '', note = ''] = line.split('\t');
      if (verdict === 'EXPECTED' || !existsSync(join(folder, file))) continue;
      yield await timed(file, () => judge(join(folder, file), { file, verdict, note, folder }));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the generator with its one output folder replaced. */
function generate(script: string, folder: string): void {
  const source = readFileSync(script, 'utf8').replaceAll('/tmp/research/suites/generated-nasty', folder);
  const copy = join(folder, 'gen_nasty.py');
  writeFileSync(copy, source);
  execFileSync('python3', [copy], { stdio: 'ignore' });
}

interface Asked {
  readonly file: string;
  readonly verdict: string;
  readonly note: string;
  readonly folder: string;
}

type Judgement = Omit<SuiteCase, 'file' | 'ms'>;

async function judge(path: string, asked: Asked): Promise<Judgement> {
  try {
    return await judgeRead(path, asked, await look(path));
  } catch (error) {
    if (!(error instanceof TabularRefusal))
      return { outcome: 'failed', isRight: false, detail: String(error) };
    const { code, detail } = error.refusal;
    const mayRefuse = /REJECT|ASK|FLAG/.test(asked.verdict);
    return {
      outcome: 'refused',
      isRight: mayRefuse,
      reason: reasons[asked.file],
      detail: `${code}: ${detail}`,
    };
  }
}

/** Differences that stay, each with its reason. */
const reasons: Readonly<Record<string, string>> = {
  'csv/utf8_truncated_midchar.csv':
    'The generator cuts the file between two characters, not within one: its bytes are sound UTF-8.',
};

async function look(path: string): Promise<LookedAt> {
  const descriptor = openSync(path, 'r');
  try {
    const task = { kind: 'survey', name: basename(path), choices: {}, limits: defaultReadingLimits } as const;
    return await lookAtTable({ descriptor, size: statSync(path).size }, task);
  } finally {
    closeSync(descriptor);
  }
}

async function judgeRead(path: string, asked: Asked, { opened, end }: LookedAt): Promise<Judgement> {
  const { faults = {}, rows = 0 } = end.counts ?? {};
  const isFlagged = Object.keys(faults).length > 0 || Object.keys(end.notes.counts).length > 0;
  const detail = `${opened.facts.encoding}, ${rows} rows, faults ${JSON.stringify(faults)}`;
  const reason = reasons[asked.file];
  const outcome = 'read' as const;
  if (asked.file.startsWith('encodings/')) return { outcome, isRight: await isGolden(path, asked), detail };
  if (asked.verdict === 'REJECT') return { outcome, isRight: false, reason, detail };
  if (/FLAG/.test(asked.verdict)) return { outcome, isRight: isFlagged, reason, detail };
  return { outcome, isRight: true, reason, detail };
}

/** True when the cells are those of the golden file of the text's language. */
async function isGolden(path: string, { file, folder }: Asked): Promise<boolean> {
  const language = /^encodings\/([a-z]+)_/.exec(file)?.[1] ?? '';
  const golden: unknown = readJson(join(folder, `encodings/${language}.expected.json`));
  const result = await readCase(path);
  if (result.outcome !== 'read') return false;
  return JSON.stringify(result.rows.map(({ values }) => values)) === JSON.stringify(golden);
}
