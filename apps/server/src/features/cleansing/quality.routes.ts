import { bulkAnswer } from '@landfall/contract/common';
import {
  cleansingSummary,
  decideIssueAnswer,
  decideIssueBody,
  qualityAction,
  qualityAnswer,
  qualityIssuesAnswer,
  severity,
} from '@landfall/contract/quality';
import { aheadEpoch } from '@landfall/domain/cleansing/cleansed-block';
import type { FastifyRequest } from 'fastify';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import type { Db } from '../../platform/db.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import { maySeeSensitiveData, mayDo, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { addNotes, type BlockNotes } from './block-notes.ts';
import { importNotFound } from './cleansing.errors.ts';
import { issueOnWire, qualityOnWire, summaryOnWire } from './cleansing.wire.ts';
import { latestOutput, loadShape, readNotes } from './cleansing.repository.ts';
import { decideIssue, takesDecisions } from './decide-issue.service.ts';
import { findFlowPhase } from './flow-phase.repository.ts';
import type { ImportShape } from './import-shape.ts';
import { findIssues, findUndecidedCritical } from './quality.repository.ts';
import { qualityFigures, type ScoreBasis } from './quality-scores.ts';
import { countFilledByRecommendations } from './recommendations.repository.ts';

export interface QualityRouteDeps {
  readonly db: Db;
  readonly flows: Pick<FlowPort, 'noteDecision'>;
}

const tags = ['quality'];
const params = z.object({ import_id: z.uuid() });
const issueParams = z.object({ issue_id: z.uuid() });
const issuesQuery = z.object({
  severity: severity.optional(),
  decided: z.enum(['true', 'false']).optional(),
  column_id: z.uuid().optional(),
  /** Key of the column, as the columns of the import have it. */
  column: z.string().min(1).max(1000).optional(),
});
const read = { right: 'import.read' } as const;
const decide = { right: 'quality.decide' } as const;

/** Quality of an import: scores, issues and decisions about them, and what cleansing did. */
export function qualityRoutes(deps: QualityRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(viewRoutes(deps));
    await app.register(decisionRoutes(deps));
  };
}

function reading<Result>(db: Db, request: FastifyRequest, work: (scope: TenantScope) => Promise<Result>) {
  return inTenantScope(db, { ...tenantOf(request), readOnly: true }, work);
}

const scoresSchema = {
  tags,
  summary: 'Quality scores with their formulas',
  params,
  response: { 200: qualityAnswer },
};
const issuesSchema = {
  tags,
  summary: 'Issues, worst first',
  params,
  querystring: issuesQuery,
  response: { 200: qualityIssuesAnswer },
};
const cleansingSchema = {
  tags,
  summary: 'What cleansing did to each column',
  params,
  response: { 200: cleansingSummary },
};

function viewRoutes({ db }: QualityRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/data-imports/:import_id/quality', { config: read, schema: scoresSchema }, (request) =>
      reading(db, request, (scope) => scoresOf(scope, request.params.import_id)),
    );
    app.get('/data-imports/:import_id/quality-issues', { config: read, schema: issuesSchema }, (request) =>
      reading(db, request, async (scope) => {
        const { import_id: importId } = request.params;
        await requireShape(scope, importId);
        const mayDecide =
          mayDo(request, decide.right) && takesDecisions(await findFlowPhase(scope, importId));
        const maySee = maySeeSensitiveData(request);
        return {
          may_decide: mayDecide,
          ...(await listIssues(scope, importId, { ...request.query, maySee })),
        };
      }),
    );
    app.get('/data-imports/:import_id/cleansing', { config: read, schema: cleansingSchema }, (request) =>
      reading(db, request, async (scope) => {
        const shape = await requireShape(scope, request.params.import_id);
        const notes = (await notesOf(scope, shape)) ?? { columns: [], rejected: 0 };
        return summaryOnWire(shape, notes, {
          filledLater: await countFilledByRecommendations(scope, shape.importId),
          maySee: maySeeSensitiveData(request),
        });
      }),
    );
  };
}

async function requireShape(scope: TenantScope, importId: string): Promise<ImportShape> {
  const shape = await loadShape(scope, importId);
  if (shape === undefined) throw importNotFound();
  return shape;
}

/** Notes of the current cleansing; null before the rows are cleansed. */
async function notesOf(scope: TenantScope, shape: ImportShape): Promise<BlockNotes | null> {
  const flow = await findFlowPhase(scope, shape.importId);
  const { notes, rows } = await readNotes(scope, shape.importId, flow?.epoch ?? 1);
  return rows === 0 ? null : addNotes(notes);
}

/** Notes with the mapping they rest on. */
interface NotesSoFar {
  readonly notes: BlockNotes | null;
  readonly basis: ScoreBasis | null;
}

/** Notes of the current cleansing; before it those by the likely mapping; null before the rows are validated. */
async function notesSoFar(scope: TenantScope, shape: ImportShape): Promise<NotesSoFar> {
  const current = await notesOf(scope, shape);
  if (current !== null) return { notes: current, basis: 'approved' };
  const { notes, rows } = await readNotes(scope, shape.importId, aheadEpoch);
  return rows === 0 ? { notes: null, basis: null } : { notes: addNotes(notes), basis: 'suggested' };
}

async function scoresOf(scope: TenantScope, importId: string) {
  const shape = await requireShape(scope, importId);
  const duplicates = await latestOutput<{ duplicate_rows?: number }>(scope, importId, 'duplicates');
  const { notes, basis } = await notesSoFar(scope, shape);
  const figures = qualityFigures(shape, {
    duplicateRows: duplicates?.duplicate_rows ?? null,
    notes,
    issues: await findIssues(scope, { importId }),
  });
  const undecided = (await findUndecidedCritical(scope, importId)).length;
  return qualityOnWire(figures, { basis, undecided });
}

/** Scores and issues of an import together, for what is handed over about it; 404 when there is no such import. */
export async function qualityOf(scope: TenantScope, importId: string, maySee: boolean) {
  const issues = await findIssues(scope, { importId });
  return {
    scores: await scoresOf(scope, importId),
    issues: issues.map((issue) => issueOnWire(issue, maySee)),
  };
}

interface IssueFilter extends z.output<typeof issuesQuery> {
  readonly maySee: boolean;
}

async function listIssues(scope: TenantScope, importId: string, filter: IssueFilter) {
  const issues = await findIssues(scope, { importId });
  const undecided = await findUndecidedCritical(scope, importId);
  const wanted = issues.filter(
    (issue) =>
      (filter.severity === undefined || issue.severity === filter.severity) &&
      (filter.decided === undefined || (issue.action !== null) === (filter.decided === 'true')) &&
      (filter.column_id === undefined || issue.columnId === filter.column_id) &&
      (filter.column === undefined || issue.column === filter.column),
  );
  const count = (level: string): number => issues.filter((issue) => issue.severity === level).length;
  return {
    items: wanted.map((issue) => issueOnWire(issue, filter.maySee)),
    total: wanted.length,
    counts: {
      info: count('info'),
      warning: count('warning'),
      critical: count('critical'),
      undecided_critical: undecided.length,
    },
  };
}

const decisionsBody = z.strictObject({
  decisions: z
    .array(
      z.strictObject({
        issue_id: z.uuid(),
        action: qualityAction,
        parameters: z.record(z.string(), z.unknown()).default({}),
      }),
    )
    .min(1)
    .max(1000),
});

const decisionSchema = {
  tags,
  summary: 'Decides an issue',
  params: issueParams,
  body: decideIssueBody,
  response: { 200: decideIssueAnswer },
};
const decisionsSchema = {
  tags,
  summary: 'Decides many issues',
  params,
  body: decisionsBody,
  response: { 200: bulkAnswer },
};

function decisionRoutes({ db, flows }: QualityRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.put('/quality-issues/:issue_id/decision', { config: decide, schema: decisionSchema }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const { note = null, ...choice } = request.body;
        const { issue, undecided } = await decideIssue(scope, flows, {
          ...choice,
          note,
          issueId: request.params.issue_id,
        });
        return { issue: issueOnWire(issue, maySeeSensitiveData(request)), undecided_critical: undecided };
      }),
    );
    app.post(
      '/data-imports/:import_id/quality-decisions',
      { config: decide, schema: decisionsSchema },
      (request) =>
        inTenantScope(db, tenantOf(request), async (scope) => {
          const { import_id: importId } = request.params;
          await requireShape(scope, importId);
          const results: { id: string; outcome: string; code?: string; message?: string }[] = [];
          for (const { issue_id: issueId, action, parameters } of request.body.decisions) {
            results.push(
              await tryOne(issueId, () =>
                decideIssue(scope, flows, { importId, issueId, action, parameters, note: null }),
              ),
            );
          }
          const failed = results.filter(({ code }) => code !== undefined).length;
          return { results, succeeded: results.length - failed, failed };
        }),
    );
  };
}

/** One result of a bulk answer; a refusal is found before anything of its issue is written. */
async function tryOne(id: string, work: () => Promise<unknown>) {
  try {
    await work();
    return { id, outcome: 'decided' };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    return { id, outcome: 'refused', code: error.code, message: error.message };
  }
}
