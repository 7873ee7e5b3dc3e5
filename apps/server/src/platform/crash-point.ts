import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';

interface Armed {
  readonly name: string;
  readonly hit: number;
  /** File whose first line names the process that dies; without one it is this process. */
  readonly pidFile: string | undefined;
}

const state: { single: Armed | undefined; plan: string | undefined; passed: number } = {
  single: undefined,
  plan: undefined,
  passed: 0,
};

/**
 * Arms crash points of this process: `name:hit` or `name:hit:pidfile` arms one, where hit 1 is the first time the
 * point is passed; `@file` arms those in the lines of a file, which may change while the process runs. Left
 * undefined, as in every run but those of the crash runner, all points do nothing.
 */
export function armCrashPoint(configured: string | undefined): void {
  state.passed = 0;
  state.plan = configured?.startsWith('@') ? configured.slice(1) : undefined;
  state.single = configured && state.plan === undefined ? parseArmed(configured) : undefined;
}

/** Ends its victim with SIGKILL, as a power cut would, when this is an armed point and its hit has come. */
export function crashPoint(name: string): void {
  const { single, plan } = state;
  if (plan !== undefined) followPlan(plan, name);
  if (single === undefined || name !== single.name) return;
  state.passed += 1;
  if (state.passed === single.hit) end(single);
}

function parseArmed(text: string): Armed {
  const [name = '', hit = '1', ...pidFile] = text.split(':');
  return { name, hit: Number(hit), pidFile: pidFile.length > 0 ? pidFile.join(':') : undefined };
}

/** A plan names one point a line and counts its hits down over all processes; or it says `record`. */
function followPlan(plan: string, name: string): void {
  const lines = readFileSync(plan, 'utf8').split('\n').filter(Boolean);
  if (lines.includes('record')) appendFileSync(`${plan}.passed`, `${name}\n`);
  const line = lines.find((each) => parseArmed(each).name === name);
  if (line === undefined) return;
  const { hit, pidFile } = parseArmed(line);
  const rest = lines.filter((each) => each !== line);
  const later = [name, hit - 1, ...(pidFile === undefined ? [] : [pidFile])].join(':');
  writeFileSync(plan, (hit > 1 ? [...rest, later] : rest).join('\n'));
  if (hit > 1) return;
  appendFileSync(`${plan}.hit`, `${name}\n`);
  end({ name, hit, pidFile });
}

function end({ pidFile }: Armed): void {
  const victim =
    pidFile === undefined ? process.pid : Number(readFileSync(pidFile, 'utf8').split('\n', 1)[0]);
  process.kill(victim, 'SIGKILL');
}
