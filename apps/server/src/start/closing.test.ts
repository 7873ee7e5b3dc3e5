import { expect, test } from 'vitest';
import { Closing } from './closing.ts';

test('what does not stop in its time, or fails to, keeps nothing else from being stopped', async () => {
  const stopped: string[] = [];
  const closing = new Closing();
  closing.add('first', async () => void stopped.push('first'));
  closing.add('broken', () => Promise.reject(new Error('broken')));
  closing.add('stuck', () => new Promise(() => {}), 10);
  closing.add('last', async () => void stopped.push('last'));

  const end = await closing.run().catch((error: unknown) => error);

  expect(stopped).toEqual(['last', 'first']);
  const failures = end instanceof AggregateError ? end.errors.map(String) : [];
  expect(failures).toEqual(['Error: Stopping the stuck failed.', 'Error: Stopping the broken failed.']);
});
