import { expect, test } from 'vitest';
import { exposition, histogramSamples } from './metrics.ts';
import { ProcessMetrics } from './process-metrics.ts';

test('a family is its help, its kind and one line for each sample, with what is special escaped', () => {
  const text = exposition([
    {
      name: 'a_total',
      kind: 'counter',
      help: 'Things\nand \\ more.',
      samples: [{ labels: { kind: 'a "b"\\\n' }, value: 2 }, { value: Number.POSITIVE_INFINITY }],
    },
  ]);
  expect(text).toBe(
    '# HELP a_total Things\\nand \\\\ more.\n# TYPE a_total counter\na_total{kind="a \\"b\\"\\\\\\n"} 2\na_total +Inf\n',
  );
});

test('a histogram has a bucket for each bound, one for all, the sum and the count', () => {
  const samples = histogramSamples([1, 5], { within: [2, 3], count: 4, sum: 12.5 }, { phase: 'x' });
  const text = exposition([{ name: 'd', kind: 'histogram', help: 'h', samples }]);
  expect(text.split('\n').slice(2, -1)).toEqual([
    'd_bucket{phase="x",le="1"} 2',
    'd_bucket{phase="x",le="5"} 3',
    'd_bucket{phase="x",le="+Inf"} 4',
    'd_sum{phase="x"} 12.5',
    'd_count{phase="x"} 4',
  ]);
});

test('requests are counted by method, pattern and status, and timed by method', () => {
  const counted = new ProcessMetrics();
  for (const seconds of [0.02, 0.2, 4]) {
    counted.answered({ method: 'GET', route: '/api/v1/flows/:flow_id', status: 200, seconds });
  }
  counted.answered({ method: 'POST', route: '/x', status: 500, seconds: 0.5 });
  const text = exposition(counted.families());
  counted.close();
  expect(text).toContain(
    'landfall_http_requests_total{method="GET",route="/api/v1/flows/:flow_id",status="200"} 3',
  );
  expect(text).toContain('landfall_http_requests_total{method="POST",route="/x",status="500"} 1');
  expect(text).toContain('landfall_http_request_duration_seconds_bucket{method="GET",le="0.3"} 2');
  expect(text).toContain('landfall_http_request_duration_seconds_bucket{method="GET",le="+Inf"} 3');
  expect(text).toMatch(/process_resident_memory_bytes \d{7,}/);
});
