import { openJobsAnswer, operationStatistics, requeueAnswer } from '@landfall/contract/monitoring';
import type { FastifyPluginAsyncZod } from 'fastify-type-provider-zod';
import { z } from 'zod';
import { AppError } from '../../platform/app-error.ts';
import { appendAudit } from '../../platform/audit.ts';
import type { Db } from '../../platform/db.ts';
import type { Deliveries, FlowEngine } from '../../platform/flow-engine.ts';
import { accessOf } from '../../platform/request-access.ts';
import { inTenantScope } from '../../platform/tenant-scope.ts';
import { isoTime } from '../../platform/wire.ts';
import { listOpenJobs, type OpenJobRow } from './open-jobs.repository.ts';
import { readStatistics } from './statistics.repository.ts';

const tags = ['monitoring'];
const config = { right: 'platform.operate', context: 'none' } as const;

export interface MonitoringDeps {
  readonly db: Db;
  readonly engine: Pick<FlowEngine, 'deliveriesOf' | 'enqueueAgain'>;
}

/** Figures of the running product and its jobs, for its operator. */
export function monitoringRoutes(deps: MonitoringDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/admin/metrics',
      {
        config,
        schema: {
          tags,
          summary: 'Flows by status, queue, failures, deletions',
          response: { 200: operationStatistics },
        },
      },
      () => readStatistics(deps.db),
    );
    await app.register(jobRoutes(deps));
  };
}

function jobRoutes({ db, engine }: MonitoringDeps): FastifyPluginAsyncZod {
  return async (app) => {
    app.get(
      '/admin/jobs',
      { config, schema: { tags, summary: 'Phase runs still to finish', response: { 200: openJobsAnswer } } },
      async () => {
        const rows = await listOpenJobs(db);
        const deliveries = await engine.deliveriesOf(rows.map(({ job }) => job));
        return { items: rows.map((row) => present(row, deliveries.get(row.job.runId))) };
      },
    );
    app.post(
      '/admin/jobs/:job_id/requeue',
      {
        config,
        schema: {
          tags,
          summary: 'Have a run delivered again that nobody works on',
          params: z.object({ job_id: z.uuid() }),
          response: { 200: requeueAnswer },
        },
      },
      async (request) => {
        const { actor, requestId, address, userAgent } = accessOf(request);
        const [row] = await listOpenJobs(db, request.params.job_id);
        if (row === undefined) throw jobNotFound();
        if (row.status === 'executing' && row.leaseHolds) return { outcome: 'already_running' as const };
        const { job } = row;
        await inTenantScope(db, { ...job, actor, requestId, address, userAgent }, (scope) =>
          appendAudit(scope, {
            action: 'job.requeue',
            resourceType: 'flow',
            resourceId: job.flowId,
            details: { run_id: job.runId, phase: job.phase },
          }),
        );
        const { count } = (await engine.deliveriesOf([job])).get(job.runId) ?? { count: 0 };
        await engine.enqueueAgain(job, count + 1);
        return { outcome: 'requeued' as const };
      },
    );
  };
}

function present({ job, ...row }: OpenJobRow, deliveries: Deliveries | undefined) {
  return {
    run_id: job.runId,
    client_account_id: job.clientAccountId,
    engagement_id: job.engagementId,
    flow_id: job.flowId,
    phase: job.phase,
    epoch: job.epoch,
    attempt: job.attempt,
    status: row.status,
    due_at: isoTime(row.dueAt),
    lease_until: isoTime(row.leaseUntil),
    heartbeat_at: isoTime(row.heartbeatAt),
    progressed_at: isoTime(row.progressedAt),
    deliveries: deliveries?.count ?? 0,
    delivery_open: deliveries?.open ?? false,
  };
}

function jobNotFound(): AppError {
  const detail = 'There is no such run that is still to finish.';
  return new AppError({ kind: 'not-found', code: 'job_not_found', detail });
}
