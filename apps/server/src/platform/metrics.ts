/** A value with its labels. `suffix` is for the series of a histogram. */
export interface MetricSample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly suffix?: '_bucket' | '_sum' | '_count';
  readonly value: number;
}

/** One metric with all its samples. */
export interface MetricFamily {
  readonly name: string;
  readonly kind: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly samples: readonly MetricSample[];
}

/** Content type of {@link exposition}. */
export const expositionType = 'text/plain; version=0.0.4; charset=utf-8';

/** The text format of Prometheus, version 0.0.4. */
export function exposition(families: readonly MetricFamily[]): string {
  return families.map(familyText).join('');
}

function familyText({ name, kind, help, samples }: MetricFamily): string {
  const head = `# HELP ${name} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}\n# TYPE ${name} ${kind}\n`;
  return head + samples.map((sample) => sampleLine(name, sample)).join('');
}

function sampleLine(name: string, { labels = {}, suffix, value }: MetricSample): string {
  const pairs = Object.entries(labels).map(([key, text]) => `${key}="${escaped(text)}"`);
  const set = pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
  return `${name}${suffix ?? ''}${set} ${numberText(value)}\n`;
}

function escaped(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}

function numberText(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (Number.isFinite(value)) return String(value);
  return value > 0 ? '+Inf' : '-Inf';
}

/** What a histogram has counted: how many observations were at most each bound, how many there were, their sum. */
export interface HistogramCounts {
  readonly within: readonly number[];
  readonly count: number;
  readonly sum: number;
}

/** The series of one histogram; `bounds` are the upper bounds of the buckets, ascending. */
export function histogramSamples(
  bounds: readonly number[],
  { within, count, sum }: HistogramCounts,
  labels: Readonly<Record<string, string>> = {},
): MetricSample[] {
  const buckets = bounds.map((bound, index) => ({
    suffix: '_bucket' as const,
    labels: { ...labels, le: String(bound) },
    value: within[index] ?? 0,
  }));
  return [
    ...buckets,
    { suffix: '_bucket', labels: { ...labels, le: '+Inf' }, value: count },
    { suffix: '_sum', labels, value: sum },
    { suffix: '_count', labels, value: count },
  ];
}
