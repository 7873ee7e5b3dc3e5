import { judgeCsvSpectrum, judgeCsvTestData } from './csv-suites.ts';
import { judgeCsvkit } from './csvkit-suite.ts';
import { judgeJsonTestSuite } from './json-suite.ts';
import { judgeNasty } from './nasty-suite.ts';
import { judgeNaughtyStrings } from './naughty-suite.ts';
import { judgePollock, type PollockFigures } from './pollock-suite.ts';
import type { SuiteCase } from './read-case.ts';
import { judgeWorkbooks } from './workbook-suite.ts';

const figures: PollockFigures = { damaged: 0, told: 0, sound: 0, falselyTold: 0, changed: 0 };

const judges: Readonly<Record<string, (suites: string) => AsyncGenerator<SuiteCase, void>>> = {
  'csv-spectrum': judgeCsvSpectrum,
  'csv-test-data': judgeCsvTestData,
  csvkit: judgeCsvkit,
  'json-testsuite': judgeJsonTestSuite,
  'naughty-strings': judgeNaughtyStrings,
  pollock: (suites) => judgePollock(suites, figures),
  'generated-nasty': judgeNasty,
  workbooks: judgeWorkbooks,
};

/** A file that takes longer is counted as a hang, also on a machine that is busy with other things. */
const hangMs = 120_000;

interface Tally {
  files: number;
  right: number;
  known: number;
  crashes: number;
  hangs: number;
  wrong: number;
  slowestMs: number;
}

/** Runs the named suites, or all; answers whether nothing is wrong. */
export async function runSuites(suites: string, names: readonly string[]): Promise<boolean> {
  const chosen = Object.entries(judges).filter(([name]) => names.length === 0 || names.includes(name));
  let wrong = 0;
  for (const [name, judge] of chosen) {
    const tally: Tally = { files: 0, right: 0, known: 0, crashes: 0, hangs: 0, wrong: 0, slowestMs: 0 };
    for await (const each of judge(suites)) {
      const line = count(tally, each);
      if (line !== undefined) print(`  ${line}`);
    }
    wrong += tally.crashes + tally.hangs + tally.wrong;
    print(tallyText(name, tally));
    if (name === 'pollock') print(`  ${pollockText()}`);
  }
  const { damaged, told, sound, falselyTold, changed } = figures;
  return wrong === 0 && told === damaged && changed === 0 && falselyTold <= sound / 100;
}

function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** Counts a case; answers the line that tells of it when it is not right. */
function count(tally: Tally, each: SuiteCase): string | undefined {
  tally.files++;
  tally.slowestMs = Math.max(tally.slowestMs, each.ms);
  const text = `${each.file}: ${each.detail.slice(0, 240)}`;
  if (each.outcome === 'failed') tally.crashes++;
  else if (each.ms > hangMs) tally.hangs++;
  else if (each.isRight) {
    tally.right++;
    return undefined;
  } else if (each.reason === undefined) tally.wrong++;
  else {
    tally.known++;
    return `known  ${each.file}: ${each.reason}`;
  }
  return `WRONG  ${text}`;
}

function tallyText(name: string, tally: Tally): string {
  const { files, right, known, crashes, hangs, wrong, slowestMs } = tally;
  return `${name}: ${files} files, ${right} right, ${known} known differences, ${crashes} crashes, ${hangs} hangs, ${wrong} silent or other differences, slowest ${slowestMs} ms`;
}

function pollockText(): string {
  const { damaged, told, sound, falselyTold, changed } = figures;
  return `damaged rows told ${told} of ${damaged} (${percent(told, damaged)}), sound rows falsely told ${falselyTold} of ${sound} (${percent(falselyTold, sound)}), sound rows changed ${changed}`;
}

function percent(part: number, whole: number): string {
  return whole === 0 ? '-' : `${((part / whole) * 100).toFixed(2)} %`;
}
