import { expect, test } from 'vitest';
import { jsonReader } from '../json/json-source.ts';
import { memoryFile, refusalOf } from '../read-table.ts';
import { encodeUtf8 } from '../utf8.ts';

test('a record with more fields than a table may have is refused with what a person can do', async () => {
  const members = Array.from({ length: 1001 }, (_, at) => [`srv${at}`, at] as const);
  const file = memoryFile(encodeUtf8(JSON.stringify(Object.fromEntries(members))));
  expect(await refusalOf(jsonReader, file)).toMatchObject({
    code: 'too_many_columns',
    detail: expect.stringMatching(
      /more than 1000 different fields\. Leave out the fields that are not needed; .* upload the file again\.$/,
    ),
  });
});
