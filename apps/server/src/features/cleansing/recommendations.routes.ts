import {
  recommendationDecisionAnswer,
  type recommendation,
  recommendationsAnswer,
  recommendationStatus,
  recommendedChangesAnswer,
} from '@landfall/contract/recommendations';
import { asId } from '@landfall/domain/shared/ids';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import type { Db } from '../../platform/db.ts';
import type { FlowPort } from '../../platform/flow-port.ts';
import { shownCells } from '../../platform/hidden-text.ts';
import { maySeeSensitiveData, tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { importNotFound, recommendationNotFound } from './cleansing.errors.ts';
import { findFlowPhase } from './flow-phase.repository.ts';
import {
  findRecommendations,
  readChanges,
  type RowChange,
  type StoredRecommendation,
} from './recommendations.repository.ts';
import { decideRecommendation, type RecommendationDecision } from './recommendations.service.ts';
import { changesBehind, unpackChanges } from './recommended-changes.ts';

export interface RecommendationRouteDeps {
  readonly db: Db;
  readonly flows: Pick<FlowPort, 'recleanse' | 'summaryOf'>;
}

const tags = ['quality'];
const params = z.object({ id: z.uuid() });
const read = { right: 'import.read' } as const;
const decide = { right: 'quality.decide' } as const;

/** Recommendations for the cleansed values of an import: listed, applied, undone and dismissed. */
export function recommendationRoutes(deps: RecommendationRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    await app.register(viewRoutes(deps));
    for (const decision of ['apply', 'undo', 'dismiss'] as const)
      await app.register(decisionRoute(deps, decision));
  };
}

const listSchema = {
  tags,
  summary: 'Recommended changes of cleansed values, those of most rows first',
  params: z.object({ import_id: z.uuid() }),
  querystring: z.object({ status: recommendationStatus.optional() }),
  response: { 200: recommendationsAnswer },
};
const changesSchema = {
  tags,
  summary: 'Every row a recommendation changes, with its value before and after',
  params,
  querystring: z.object({
    after_row: z.coerce.number().int().min(0).default(0),
    limit: z.coerce.number().int().min(1).max(500).default(100),
  }),
  response: { 200: recommendedChangesAnswer },
};

function viewRoutes({ db }: RecommendationRouteDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get('/data-imports/:import_id/recommendations', { config: read, schema: listSchema }, (request) =>
      inTenantScope(db, { ...tenantOf(request), readOnly: true }, async (scope) => {
        const { import_id: importId } = request.params;
        const flow = await findFlowPhase(scope, importId);
        if (flow === undefined) throw importNotFound();
        const found = await findRecommendations(scope, { importId });
        const { status } = request.query;
        const wanted = found.filter((each) => status === undefined || each.status === status);
        const maySee = maySeeSensitiveData(request);
        return {
          items: wanted.map((each) => recommendationOnWire(each, maySee)),
          total: wanted.length,
          can_apply: flow.asksAboutPreview,
        };
      }),
    );
    app.get('/recommendations/:id/changes', { config: read, schema: changesSchema }, async (request) => {
      const tenant = { ...tenantOf(request), readOnly: true };
      const { found, packed } = await inTenantScope(db, tenant, (scope) =>
        readWhole(scope, request.params.id),
      );
      const { after_row: afterRow, limit } = request.query;
      const next = changesBehind(await unpackChanges(packed), { afterRow, limit: limit + 1 });
      const shown = next.slice(0, limit);
      return {
        items: changesOnWire(found, shown, maySeeSensitiveData(request)),
        total: found.affectedRows,
        next_after_row: next.length > limit ? (shown.at(-1)?.row ?? null) : null,
      };
    });
  };
}

async function readWhole(scope: TenantScope, id: string) {
  const [found] = await findRecommendations(scope, { id });
  const packed = await readChanges(scope, id);
  if (found === undefined || packed === undefined) throw recommendationNotFound();
  return { found, packed };
}

const summaries: Readonly<Record<RecommendationDecision, string>> = {
  apply: 'Applies a recommendation; the rows are cleansed and previewed again',
  undo: 'Takes an applied recommendation back; the rows are cleansed and previewed again',
  dismiss: 'Puts a recommendation aside',
};

function decisionRoute(
  { db, flows }: RecommendationRouteDeps,
  decision: RecommendationDecision,
): FastifyPluginAsyncZod {
  const schema = {
    tags,
    summary: summaries[decision],
    params,
    response: { 200: recommendationDecisionAnswer },
  };
  return async (app) => {
    app.post(`/recommendations/:id/${decision}`, { config: decide, schema }, (request) =>
      inTenantScope(db, tenantOf(request), async (scope) => {
        const { id } = request.params;
        const decided = await decideRecommendation(scope, flows, { id, decision });
        const onWire = recommendationOnWire(decided.recommendation, maySeeSensitiveData(request));
        return {
          recommendation: onWire,
          row_count: decided.rowCount,
          changes_path: onWire.changes_path,
          flow: await flows.summaryOf(scope, asId(decided.flowId)),
        };
      }),
    );
  };
}

function recommendationOnWire(stored: StoredRecommendation, maySee: boolean): z.infer<typeof recommendation> {
  return {
    id: stored.id,
    key: stored.key,
    category: stored.category,
    rule_code: stored.ruleCode,
    title: stored.title,
    fields: [...stored.fields],
    affected_rows: stored.affectedRows,
    status: stored.status,
    preview: changesOnWire(stored, stored.preview, maySee),
    changes_path: `/api/v1/recommendations/${stored.id}/changes`,
    decided_by_name: stored.decidedByName,
    decided_at: stored.decidedAt?.toISOString() ?? null,
  };
}

function changesOnWire(
  { fields, isSensitive }: StoredRecommendation,
  changes: readonly RowChange[],
  maySee: boolean,
): z.infer<typeof recommendation>['preview'] {
  const shown = shownCells({ maySee, isSensitive });
  return changes.map(({ row, before, after }) => ({
    row_number: row,
    field: fields[0] ?? '',
    before: before === null ? null : shown(before),
    after: shown(after),
  }));
}
