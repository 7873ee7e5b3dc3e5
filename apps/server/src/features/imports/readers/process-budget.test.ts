import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import type { Refusal } from '@landfall/domain/tabular/file-layout';
import { afterEach, describe, expect, test } from 'vitest';
import { watchProcess } from './process-budget.ts';
import { tooCostly } from './table-process.ts';

const started: ChildProcess[] = [];
afterEach(() => {
  for (const child of started.splice(0)) child.kill('SIGKILL');
});

function overrunOf(script: string, budget: { cpuSeconds: number; residentBytes: number }): Promise<Refusal> {
  const child = spawn(process.execPath, ['-e', script], { stdio: 'ignore' });
  started.push(child);
  return new Promise((resolve) => {
    watchProcess(child, { ...budget, refuse: tooCostly }, resolve);
  });
}

describe.skipIf(!existsSync('/proc/self/stat'))('a reading process', () => {
  test('that never comes to an end is told to take too much time', async () => {
    const refusal = await overrunOf('for (;;);', { cpuSeconds: 0.5, residentBytes: 2 ** 40 });
    expect(refusal).toMatchObject({ code: 'file_unreadable', detail: expect.stringContaining('more time') });
  });

  test('that fills memory is told to take too much of it', async () => {
    const script = 'const held = []; setInterval(() => held.push(Buffer.alloc(20e6, 1)), 20);';
    const refusal = await overrunOf(script, { cpuSeconds: 1e9, residentBytes: 200e6 });
    expect(refusal.detail).toContain('more memory');
  });
});
