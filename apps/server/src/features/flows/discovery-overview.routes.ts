import { discoveryOverview, type DiscoveryOverview } from '@landfall/contract/discovery-overview';
import { childStatuses } from '@landfall/domain/flow/flow-status';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import type { Db } from '../../platform/db.ts';
import { tenantOf } from '../../platform/request-access.ts';
import { inTenantScope, type TenantScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import {
  type ActivityRow,
  countFlowsByStatus,
  listRecentActivity,
  readDiscoveryFigures,
} from './discovery-overview.repository.ts';

const eventsShown = 15;

/** Figures and the last events of all flows of the engagement, as the discovery dashboard shows them. */
export function discoveryOverviewRoutes({ db }: { readonly db: Db }): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/discovery/overview',
      {
        config: { right: 'flow.read' },
        schema: {
          tags: ['flows'],
          summary: 'Figures and last events of all flows',
          response: { 200: discoveryOverview },
        },
      },
      (request) => inTenantScope(db, { ...tenantOf(request), readOnly: true }, overviewOf),
    );
  };
}

async function overviewOf(scope: TenantScope): Promise<DiscoveryOverview> {
  const counts = await countFlowsByStatus(scope);
  const { imports, records, openConflicts } = await readDiscoveryFigures(scope);
  const recent = await listRecentActivity(scope, eventsShown);
  return {
    flows: childStatuses.map((status) => ({ status, count: counts.get(status) ?? 0 })),
    imports,
    records,
    open_conflicts: openConflicts,
    recent: recent.map(presentActivity),
  };
}

function presentActivity(row: ActivityRow): DiscoveryOverview['recent'][number] {
  return {
    flow_id: row.flowId,
    flow_name: row.flowName,
    seq: row.seq,
    type: row.type,
    phase: row.phase,
    to_status: row.toStatus,
    actor_name: row.actorName,
    created_at: isoTime(row.createdAt),
  };
}
