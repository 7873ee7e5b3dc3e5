import type { TenantPair } from '@landfall/domain/shared/ids';
import { databaseRules } from '../../platform/database-rules.ts';
import type { Db } from '../../platform/db.ts';
import { inPlatformScope, inTenantScope } from '../../platform/tenant-scope.ts';
import {
  type BrokenRule,
  countDangling,
  countRules,
  listKeys,
  listRules,
  listUnenforced,
  type NamedRule,
  validateConstraints,
} from './constraints.repository.ts';

export interface ConstraintVerdict {
  readonly checked: number;
  readonly broken: readonly BrokenRule[];
}

/**
 * Holds every constraint against the stored rows, tenant by tenant, because a load with triggers off leaves keys
 * that call themselves valid and are not. In heal mode those that hold are put in force again.
 */
export async function checkConstraints(
  db: Db,
  tenants: readonly TenantPair[],
  mode: 'report' | 'heal',
): Promise<ConstraintVerdict> {
  const { keys, checked } = await inPlatformScope(db, { readOnly: true }, async (scope) => ({
    keys: await listKeys(scope),
    checked: await countRules(scope),
  }));
  const dangling = await danglingRows(db, tenants, keys);
  if (mode === 'heal') {
    const except = dangling.map(({ constraint }) => constraint);
    await inPlatformScope(db, {}, (scope) => validateConstraints(scope, except));
  }
  const unenforced = await inPlatformScope(db, { readOnly: true }, async (scope) => [
    ...missingRules(await listRules(scope)),
    ...(await listUnenforced(scope)),
  ]);
  const named = new Set(dangling.map(({ constraint }) => constraint));
  return { checked, broken: [...dangling, ...unenforced.filter(({ constraint }) => !named.has(constraint))] };
}

/** Rules of this version that the database has lost: a restore or a hand dropped them. */
export function missingRules(present: readonly NamedRule[]): BrokenRule[] {
  const there = new Set(present.map(({ table, kind, name }) => `${table} ${kind} ${name}`));
  return databaseRules
    .trim()
    .split('\n')
    .flatMap((line) => {
      const [table = '', kind = '', ...names] = line.split(' ');
      return names
        .filter((name) => !there.has(`${table} ${kind} ${name}`))
        .map((name) => ({ table, constraint: name, detail: lost(kind) }));
    });
}

function lost(kind: string): string {
  const what = kind === 'row-security' ? 'row-level security' : kind;
  return `the ${what} is gone; put it back as db/schema.sql has it`;
}

async function danglingRows(
  db: Db,
  tenants: readonly TenantPair[],
  keys: Awaited<ReturnType<typeof listKeys>>,
): Promise<BrokenRule[]> {
  const found = new Map<string, { table: string; constraint: string; rows: number }>();
  for (const tenant of tenants) {
    const counts = await inTenantScope(db, { ...tenant, readOnly: true }, (scope) =>
      countDangling(scope, keys),
    );
    for (const { table, constraint, rows } of counts) {
      const before = found.get(`${table}.${constraint}`)?.rows ?? 0;
      found.set(`${table}.${constraint}`, { table, constraint, rows: before + rows });
    }
  }
  return [...found.values()].map(({ table, constraint, rows }) => ({
    table,
    constraint,
    detail: `${rows} ${rows === 1 ? 'row points' : 'rows point'} at something that is not there`,
  }));
}
