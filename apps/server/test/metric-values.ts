import type { MetricFamily } from '../src/platform/metrics.ts';

/** The value of the first sample of a metric that has these labels. */
export function valueOf(
  all: readonly MetricFamily[],
  name: string,
  labels: Record<string, string> = {},
): number | undefined {
  return all
    .find((family) => family.name === name)
    ?.samples.find((sample) => Object.entries(labels).every(([key, text]) => sample.labels?.[key] === text))
    ?.value;
}
