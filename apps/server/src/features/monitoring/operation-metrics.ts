import type { OperationStatistics } from '@landfall/contract/monitoring';
import { childStatuses } from '@landfall/domain/flow/flow-status';
import { flowTypeNames } from '@landfall/domain/flow/flow-type';
import { gateKinds } from '@landfall/domain/flow/gate-kind';
import { journalEventTypes } from '@landfall/domain/flow/journal-event-type';
import { histogramSamples, type MetricFamily, type MetricSample } from '../../platform/metrics.ts';

/** Upper bounds of phase durations in seconds; the database counts by the same ones. */
const durationBounds = [1, 5, 15, 60, 300, 900, 3600];
const deletionStatuses = ['pending', 'running', 'done', 'failed'];
const deliveryStatuses = ['pending', 'delivered', 'given_up', 'withdrawn'];

/** Metrics of the product's work. Every series exists from the start, so that a rule can tell zero from absence. */
export function operationMetrics(statistics: OperationStatistics, workers: number): MetricFamily[] {
  return [
    ...flowMetrics(statistics),
    ...waitingMetrics(statistics),
    ...phaseMetrics(statistics),
    ...queueMetrics(statistics, workers),
    ...deletionMetrics(statistics),
    ...webhookMetrics(statistics),
  ];
}

function gauge(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, kind: 'gauge', help, samples };
}

function total(name: string, help: string, samples: readonly MetricSample[]): MetricFamily {
  return { name, kind: 'counter', help, samples };
}

/** One sample for each known word, zero where nothing was counted. */
function byWord<Row>(
  label: string,
  words: readonly string[],
  read: { readonly rows: readonly Row[]; word: (row: Row) => string; value: (row: Row) => number },
): MetricSample[] {
  const values = new Map(words.map((word) => [word, 0]));
  for (const row of read.rows) values.set(read.word(row), read.value(row));
  return [...values].map(([word, value]) => ({ labels: { [label]: word }, value }));
}

function flowMetrics({ flows, failures, events }: OperationStatistics): MetricFamily[] {
  const counted = (type: string) => events.find((event) => event.type === type)?.count ?? 0;
  const byStatus = flowTypeNames.flatMap((flowType) =>
    childStatuses.map((status) => ({
      labels: { flow_type: flowType, status },
      value: flows.find((row) => row.flow_type === flowType && row.status === status)?.count ?? 0,
    })),
  );
  const byCode = failures.map(({ code, count }) => ({ labels: { code }, value: count }));
  const perType = { rows: events, word: (row: { type: string }) => row.type, value: countOf };
  return [
    gauge('landfall_flows', 'Flows that are not deleted, by type and status.', byStatus),
    gauge('landfall_flows_failed', 'Failed flows by code of the failure.', byCode),
    total('landfall_flows_created_total', 'Flows created.', [{ value: counted('flow_created') }]),
    total('landfall_phase_retries_total', 'Attempts of a phase after a failed one, by who asked for it.', [
      { labels: { by: 'itself' }, value: counted('retry_scheduled') },
      { labels: { by: 'person' }, value: counted('retried') },
    ]),
    total('landfall_flow_heals_total', 'Flows repaired by the doctor or by a resume.', [
      { value: counted('healed') },
    ]),
    total(
      'landfall_flow_events_total',
      'Journal events by type.',
      byWord('type', journalEventTypes, perType),
    ),
  ];
}

function countOf({ count }: { readonly count: number }): number {
  return count;
}

function ageOf({ oldest_seconds: age }: { readonly oldest_seconds: number }): number {
  return age;
}

/** The status a row is counted under, or the gate. */
function wordOf(row: { readonly status: string } | { readonly gate: string }): string {
  return 'gate' in row ? row.gate : row.status;
}

function waitingMetrics({ waiting: rows }: OperationStatistics): MetricFamily[] {
  return [
    gauge(
      'landfall_flows_waiting',
      'Flows that wait for a person, by gate.',
      byWord('gate', gateKinds, { rows, word: wordOf, value: countOf }),
    ),
    gauge(
      'landfall_flow_waiting_oldest_seconds',
      'Age of the oldest open gate, by gate.',
      byWord('gate', gateKinds, { rows, word: wordOf, value: ageOf }),
    ),
  ];
}

function phaseMetrics({ runs }: OperationStatistics): MetricFamily[] {
  const samples = runs.flatMap(({ phase, status, within, count, seconds }) =>
    histogramSamples(durationBounds, { within, count, sum: seconds }, { phase, result: status }),
  );
  const help = 'Duration of finished phase runs, by phase and result.';
  return [{ name: 'landfall_phase_duration_seconds', kind: 'histogram', help, samples }];
}

function queueMetrics({ queue }: OperationStatistics, workers: number): MetricFamily[] {
  const states = ['queued', 'due', 'executing', 'lease_expired'] as const;
  const samples = states.map((state) => ({ labels: { state }, value: queue[state] }));
  return [
    gauge('landfall_queue_runs', 'Phase runs that are queued, due, executing or without a lease.', samples),
    gauge('landfall_queue_lag_seconds', 'How long the oldest due phase run has waited for a worker.', [
      { value: queue.oldest_due_seconds },
    ]),
    gauge('landfall_flows_stalled', 'Running flows without a sign of work for two minutes.', [
      { value: queue.stalled },
    ]),
    gauge('landfall_workers', 'Processes that execute phases.', [{ value: workers }]),
  ];
}

function deletionMetrics({ deletions: rows }: OperationStatistics): MetricFamily[] {
  const step = rows.find(({ status }) => status === 'running')?.least_step ?? 0;
  return [
    gauge(
      'landfall_deletions',
      'Deletion jobs by status.',
      byWord('status', deletionStatuses, { rows, word: wordOf, value: countOf }),
    ),
    gauge(
      'landfall_deletion_oldest_seconds',
      'Age of the oldest deletion job, by status.',
      byWord('status', deletionStatuses, { rows, word: wordOf, value: ageOf }),
    ),
    gauge('landfall_deletion_least_step', 'Step of the slowest running deletion job, of 12; 0 without one.', [
      { value: step },
    ]),
  ];
}

function webhookMetrics({ webhooks: rows }: OperationStatistics): MetricFamily[] {
  const oldest = rows.find(({ status }) => status === 'pending')?.oldest_seconds ?? 0;
  return [
    gauge(
      'landfall_webhook_deliveries',
      'Webhook messages by status.',
      byWord('status', deliveryStatuses, { rows, word: wordOf, value: countOf }),
    ),
    gauge('landfall_webhook_pending_oldest_seconds', 'Age of the oldest message that has not arrived.', [
      { value: oldest },
    ]),
  ];
}
