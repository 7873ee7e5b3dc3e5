import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type { RowChoiceAnswer, RowChoiceBody } from './entities.ts';

/** What can be chosen for a rejected row that several assets fit, as things stand at a version of its flow. */
export function rowQuestionsQuery(importId: string, { version, row }: { version: number; row: number }) {
  return queryOptions({
    queryKey: ['import', importId, 'questions', version, row],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/rejected-rows/{row_number}/candidates', {
          params: { path: { import_id: importId, row_number: row } },
          signal,
        }),
      ),
  });
}

/** Chooses the asset of a rejected row, or none of its candidates; the flow goes on with it. */
export function chooseAsset(
  { importId, row }: { importId: string; row: number },
  choice: RowChoiceBody,
  key: string,
): Promise<RowChoiceAnswer> {
  return body(
    client.POST('/api/v1/data-imports/{import_id}/rejected-rows/{row_number}/choice', {
      params: { path: { import_id: importId, row_number: row } },
      headers: { 'idempotency-key': key },
      body: choice,
    }),
  );
}
