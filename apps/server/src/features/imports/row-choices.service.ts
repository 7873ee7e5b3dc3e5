import { Readable } from 'node:stream';
import type { RowCandidate, RowChoiceBody, RowQuestions } from '@landfall/contract/row-choices';
import { type RowQuestion, rowOfSubject } from '@landfall/domain/corrections/row-choice';
import type { TenantScope } from '../../platform/tenant-scope.ts';
import type { Correction, CorrectionDeps, RowChoice } from './corrections.service.ts';
import { recordNotFound } from './imports.errors.ts';
import type { RecordSource } from './stored-rows.ts';
import { type ArrivedFile, receiveFile, type ReceiveDeps } from './receive-file.ts';
import { rejectedSource } from './rejected-source.ts';
import { candidateGone, notACandidate, rowNotRejected } from './row-choices.errors.ts';
import { createsMissing, findQuestions, rowsAbout } from './row-questions.repository.ts';

/** Live assets as a person chooses between them, by id. */
type DescribeCandidates = (
  scope: TenantScope,
  ids: readonly string[],
) => Promise<ReadonlyMap<string, RowCandidate>>;

export interface ChoiceDeps extends CorrectionDeps {
  readonly candidates: DescribeCandidates;
}

/** What a person can choose for a rejected row. Throws 404 for an unknown row, 409 for one that is not rejected. */
export async function readQuestions(
  scope: TenantScope,
  deps: ChoiceDeps,
  { importId, row }: { readonly importId: string; readonly row: number },
): Promise<RowQuestions> {
  const { source, flow, rejected } = await rejectedSource(scope, deps, importId);
  requireRow(source, row);
  const open = new Set(rejected.map((each) => each.row));
  if (!open.has(row)) throw rowNotRejected(row);
  const stored = await findQuestions(scope, importId, row);
  const ids = stored.flatMap(({ candidates }) => candidates);
  const assets = await deps.candidates(scope, ids);
  const questions: RowQuestions['questions'] = [];
  for (const { about, named, candidates, more } of stored) {
    const rows = (await rowsAbout(scope, importId, about)).filter((each) => open.has(each));
    const live = candidates.flatMap((id) => assets.get(id) ?? []);
    questions.push({ about, named, rows: rows.length, candidates: live, more });
  }
  const creates = await createsMissing(scope, importId);
  return { row_number: row, questions, creates_missing: creates, flow };
}

/** Throws 404 for a row number the import does not have. */
export function requireRow({ rowCount }: RecordSource, row: number): void {
  if (row < 1 || row > rowCount) throw recordNotFound();
}

interface Chosen {
  readonly row: number;
  readonly body: RowChoiceBody;
}

/** Keeps a choice as it was sent, like the rows that are corrected in the grid. */
export function receiveChoice(deps: ReceiveDeps, { row, body }: Chosen): Promise<ArrivedFile> {
  const { about, asset_id: assetId } = body;
  const sent = JSON.stringify([{ row_number: row, about, asset_id: assetId }]);
  return receiveFile(deps, Readable.from([Buffer.from(sent)], { objectMode: false }));
}

/** A choice as the correction it is: its row stays as it reads, and says from now on which asset is meant. */
export function correctionByChoice(
  source: RecordSource,
  arrived: ArrivedFile,
  { row, body, candidates }: Chosen & { readonly candidates: DescribeCandidates },
): Correction {
  const { about, asset_id: assetId, expected_version: expectedVersion } = body;
  const { incoming, sha256, sizeBytes } = arrived;
  const choice: RowChoice = {
    about,
    assetId,
    async rowsOf(scope, rejected) {
      const open = new Set(rejected.map((each) => each.row));
      if (!open.has(row)) throw rowNotRejected(row);
      const questions = await findQuestions(scope, source.importId, row);
      const asked = questions.find((question) => question.about === about);
      await requireCandidate(scope, { asked, assetId, row, candidates });
      return (await rowsAbout(scope, source.importId, about)).filter((each) => open.has(each));
    },
  };
  return {
    source,
    lines: [{ line: 1, row: rowOfSubject(about) ?? row, cells: new Map() }],
    file: {
      fileName: 'chosen-asset.json',
      storageKey: incoming.storageKey,
      sha256,
      sizeBytes,
      format: 'json',
      encoding: 'utf-8',
      dialect: {},
    },
    isGuarded: false,
    choice,
    expectedVersion,
  };
}

interface Asked {
  readonly asked: RowQuestion | undefined;
  readonly assetId: string | null;
  readonly row: number;
  readonly candidates: DescribeCandidates;
}

async function requireCandidate(
  scope: TenantScope,
  { asked, assetId, row, candidates }: Asked,
): Promise<void> {
  if (asked === undefined) throw notACandidate(row);
  if (assetId === null) return;
  if (!asked.candidates.includes(assetId)) throw notACandidate(row);
  if (!(await candidates(scope, [assetId])).has(assetId)) throw candidateGone();
}
