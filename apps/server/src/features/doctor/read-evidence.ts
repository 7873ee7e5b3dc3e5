import type {
  FlowEvidence,
  ImportEvidence,
  LinkProof,
  RunEvidence,
} from '@landfall/domain/doctor/flow-evidence';
import { phaseNames } from '@landfall/domain/flow/flow-type';
import { asId } from '@landfall/domain/shared/ids';
import type { FileStore } from '../../platform/file-store.ts';
import type { FlowEngine, PhaseJob } from '../../platform/flow-engine.ts';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import {
  type ImportRow,
  readImports,
  readNamedImports,
  readOwnMappings,
  readProofs,
  type RelationRow,
} from './evidence-imports.repository.ts';
import {
  byFlow,
  type ByFlow,
  type PairRow,
  readElsewhere,
  readGates,
  readJournals,
  readPairs,
  readRuns,
  type RunRow,
} from './evidence-rows.repository.ts';

export interface EvidenceDeps {
  readonly engine: Pick<FlowEngine, 'deliveriesOf'>;
  readonly files: Pick<FileStore, 'size'>;
}

/** Everything stored about these flows that tells how they stand, in a handful of queries however many they are. */
export async function readEvidence(
  scope: TenantScope,
  deps: EvidenceDeps,
  ids: readonly string[],
): Promise<FlowEvidence[]> {
  const pairs = await readPairs(scope, ids);
  const gates = await readGates(scope, ids);
  const stored = await readRuns(scope, ids);
  const runs = withJobs(stored, await openJobs(scope, deps, stored));
  const journals = await readJournals(scope, ids);
  const elsewhere = await readElsewhere(scope, ids);
  const linked = await readLinks(scope, deps, ids);
  return pairs.map((pair) => ({
    flowId: pair.flowId,
    master: pair.master ?? undefined,
    child: pair.child ?? undefined,
    gates: gates.get(pair.flowId) ?? [],
    runs: runs.get(pair.flowId) ?? [],
    journal: journals.get(pair.flowId) ?? [],
    imports: linked.importsOf(pair),
    ownMappings: linked.ownMappings.get(pair.flowId) ?? { rows: 0, humanDecisions: 0 },
    isElsewhere: elsewhere.has(pair.flowId),
    slotRivals: pair.slotRivals,
    ownerKnown: pair.ownerKnown,
  }));
}

/** Those of the open runs the engine has a delivery of that is still to finish. */
async function openJobs(
  scope: TenantScope,
  { engine }: EvidenceDeps,
  runs: ByFlow<RunRow>,
): Promise<ReadonlySet<string>> {
  const jobs = [...runs.values()].flat().flatMap((run) => jobOf(scope, run));
  const deliveries = jobs.length === 0 ? new Map() : await engine.deliveriesOf(jobs);
  return new Set(jobs.filter(({ runId }) => deliveries.get(runId)?.open === true).map(({ runId }) => runId));
}

function jobOf({ clientAccountId, engagementId }: TenantScope, run: RunRow): PhaseJob[] {
  const phase = phaseNames.find((name) => name === run.phase);
  if (phase === undefined || (run.status !== 'queued' && run.status !== 'executing')) return [];
  const { epoch, attempt } = run;
  return [
    { clientAccountId, engagementId, flowId: asId(run.flowId), runId: asId(run.id), phase, epoch, attempt },
  ];
}

function withJobs(runs: ByFlow<RunRow>, jobs: ReadonlySet<string>): ReadonlyMap<string, RunEvidence[]> {
  return new Map(
    [...runs].map(([id, rows]) => [id, rows.map((run) => ({ ...run, hasJob: jobs.has(run.id) }))]),
  );
}

interface Links {
  readonly ownMappings: Awaited<ReturnType<typeof readOwnMappings>>;
  importsOf(pair: PairRow): ImportEvidence[];
}

/** The imports of flows; where flow and import do not name each other, also whatever else could tie them. */
async function readLinks(scope: TenantScope, deps: EvidenceDeps, ids: readonly string[]): Promise<Links> {
  const named = await readNamedImports(scope, ids);
  const sound = soundFlows(named);
  const broken = ids.filter((id) => !sound.has(id));
  const proofs = broken.length === 0 ? [] : await readProofs(scope, broken);
  const ownMappings = broken.length === 0 ? new Map() : await readOwnMappings(scope, broken);
  const relations = byFlow([...named, ...proofs]);
  const importIds = [...new Set([...named, ...proofs].map(({ importId }) => importId))];
  const rows = importIds.length === 0 ? [] : await readImports(scope, importIds);
  const imports = new Map<string, { readonly row: ImportRow; readonly filePresent: boolean }>();
  for (const row of rows) imports.set(row.id, { row, filePresent: await isPresent(deps, row) });
  return {
    ownMappings,
    importsOf: ({ flowId }) => importsOf(flowId, relations.get(flowId) ?? [], imports),
  };
}

/** Flows that name exactly the import that names them. */
function soundFlows(named: readonly RelationRow[]): ReadonlySet<string> {
  const sound = new Set<string>();
  for (const [flowId, relations] of byFlow(named)) {
    const ids = new Set(relations.map(({ importId }) => importId));
    if (ids.size === 1 && relations.length === 2) sound.add(flowId);
  }
  return sound;
}

function importsOf(
  flowId: string,
  relations: readonly RelationRow[],
  imports: ReadonlyMap<string, { readonly row: ImportRow; readonly filePresent: boolean }>,
): ImportEvidence[] {
  const ids = [...new Set(relations.map(({ importId }) => importId))];
  return ids.flatMap((id) => {
    const found = imports.get(id);
    if (found === undefined) return [];
    const { row, filePresent } = found;
    const told = relations.filter(({ importId }) => importId === id).map(({ proof }) => proof);
    const {
      id: importId,
      name,
      createdAt,
      category,
      flowId: namedFlow,
      isOwned,
      storageKey: _key,
      ...work
    } = row;
    const isTakenByOther = isOwned && namedFlow !== flowId;
    return [
      {
        id: importId,
        name,
        createdAt,
        category,
        flowId: namedFlow,
        isTakenByOther,
        fits: told.includes('fits') && !isOwned,
        proofs: told.filter((proof): proof is LinkProof => proof !== 'fits'),
        work: { ...work, filePresent },
      },
    ];
  });
}

/** Looked up only where rows are missing, because that is the only time it decides anything. */
async function isPresent(
  { files }: EvidenceDeps,
  { storageKey, fileRows, storedRows }: ImportRow,
): Promise<boolean> {
  if (storageKey === null) return false;
  if (fileRows === storedRows) return true;
  return hasFile(files, storageKey);
}

/** Whether the file store has the file. */
export async function hasFile(files: EvidenceDeps['files'], storageKey: string): Promise<boolean> {
  try {
    await files.size(storageKey);
    return true;
  } catch {
    return false;
  }
}
