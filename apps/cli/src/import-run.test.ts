import { expect, test } from 'vitest';
import { withUpload } from './import-run.ts';

test('the upload is told once, whether or not the flow has a phase of that name', () => {
  const others = [{ name: 'validation', ms: 5 }];
  expect(withUpload(10.4, [{ name: 'upload', ms: 30 }, ...others])).toEqual([
    { name: 'upload', ms: 40 },
    ...others,
  ]);
  expect(withUpload(10.4, others)).toEqual([{ name: 'upload', ms: 10 }, ...others]);
});
