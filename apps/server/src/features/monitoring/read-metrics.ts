import type { Db } from '../../platform/db.ts';
import type { MetricFamily } from '../../platform/metrics.ts';
import { operationMetrics } from './operation-metrics.ts';
import { countWorkers, readStatistics } from './statistics.repository.ts';

const keepMs = 5000;

/** Reads the metrics of the product's work, at most once in five seconds however often it is asked. */
export class OperationMetrics {
  readonly #db: Db;
  #kept: { readonly at: number; readonly families: Promise<MetricFamily[]> } | undefined;

  constructor(db: Db) {
    this.#db = db;
  }

  /** All families; without the database only the one that says so. */
  families(): Promise<MetricFamily[]> {
    const now = Date.now();
    if (this.#kept === undefined || now - this.#kept.at > keepMs) {
      this.#kept = { at: now, families: this.#read() };
    }
    return this.#kept.families;
  }

  async #read(): Promise<MetricFamily[]> {
    try {
      const [statistics, workers] = await Promise.all([readStatistics(this.#db), countWorkers(this.#db)]);
      return [databaseUp(1), ...operationMetrics(statistics, workers)];
    } catch {
      // Said by the metric itself; the log has it from whoever needs the database.
      return [databaseUp(0)];
    }
  }
}

function databaseUp(value: 0 | 1): MetricFamily {
  const help = 'Whether the database answered.';
  return { name: 'landfall_database_up', kind: 'gauge', help, samples: [{ value }] };
}
