import { monitorEventLoopDelay } from 'node:perf_hooks';
import { histogramSamples, type MetricFamily } from './metrics.ts';

/** One answered request, as it is counted. The route is its pattern, never the address that was asked for. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
}

/** Upper bounds of the buckets of answer times, in seconds. */
const bounds = [0.01, 0.05, 0.1, 0.3, 1, 3, 10];

interface Durations {
  readonly within: number[];
  count: number;
  sum: number;
}

/** What this process counts about itself; it begins at zero when the process does. */
export class ProcessMetrics {
  readonly #requests = new Map<string, { labels: Record<string, string>; count: number }>();
  readonly #durations = new Map<string, Durations>();
  readonly #loop = monitorEventLoopDelay({ resolution: 20 });

  constructor() {
    this.#loop.enable();
  }

  /** Counts an answered request. */
  answered({ method, route, status, seconds }: AnsweredRequest): void {
    const key = `${method} ${route} ${status}`;
    const counted = this.#requests.get(key);
    if (counted === undefined) {
      this.#requests.set(key, { labels: { method, route, status: String(status) }, count: 1 });
    } else counted.count += 1;
    const durations = this.#durations.get(method) ?? { within: bounds.map(() => 0), count: 0, sum: 0 };
    durations.count += 1;
    durations.sum += seconds;
    bounds.forEach((bound, index) => {
      if (seconds <= bound) durations.within[index] = (durations.within[index] ?? 0) + 1;
    });
    this.#durations.set(method, durations);
  }

  /** All families of this process. The event loop's delay is that since the last reading. */
  families(): MetricFamily[] {
    return [...this.#httpFamilies(), ...this.#hostFamilies()];
  }

  /** Stops measuring the event loop. */
  close(): void {
    this.#loop.disable();
  }

  #httpFamilies(): MetricFamily[] {
    return [
      {
        name: 'landfall_http_requests_total',
        kind: 'counter',
        help: 'Answered requests by method, route pattern and status.',
        samples: [...this.#requests.values()].map(({ labels, count }) => ({ labels, value: count })),
      },
      {
        name: 'landfall_http_request_duration_seconds',
        kind: 'histogram',
        help: 'Time to answer, by method; an event stream counts until it ends.',
        samples: [...this.#durations].flatMap(([method, durations]) =>
          histogramSamples(bounds, durations, { method }),
        ),
      },
    ];
  }

  #hostFamilies(): MetricFamily[] {
    const { user, system } = process.cpuUsage();
    const delay = this.#loop.percentile(99) / 1e9;
    this.#loop.reset();
    const startedAt = Date.now() / 1000 - process.uptime();
    return [
      single('process_cpu_seconds_total', 'Processor time used.', (user + system) / 1e6),
      single('process_resident_memory_bytes', 'Memory in use.', process.memoryUsage.rss()),
      single('process_start_time_seconds', 'Start of the process, seconds since 1970.', startedAt),
      single('nodejs_eventloop_lag_p99_seconds', 'Event loop delay since the last reading.', delay),
    ];
  }
}

function single(name: string, help: string, value: number): MetricFamily {
  const kind = name.endsWith('_total') ? 'counter' : 'gauge';
  return { name, kind, help, samples: [{ value }] };
}
