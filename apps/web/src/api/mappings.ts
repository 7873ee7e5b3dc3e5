import { queryOptions } from '@tanstack/react-query';
import { body, client } from './client.ts';
import type {
  BulkDecisionsAnswer,
  BulkDecisionsBody,
  CustomFieldBody,
  ImportCategory,
  PatchMappingAnswer,
  PatchMappingBody,
} from './entities.ts';
import { flowKey } from './flows.ts';

export function mappingsKey(flowId: string): readonly unknown[] {
  return [...flowKey(flowId), 'mappings'];
}

export function mappingsQuery(flowId: string, importId: string) {
  return queryOptions({
    queryKey: mappingsKey(flowId),
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/field-mappings', {
          params: { path: { import_id: importId }, query: { limit: 1000 } },
          signal,
        }),
      ),
  });
}

export const targetFieldsKey = ['target-fields'];

export function targetFieldsQuery(category: ImportCategory) {
  return queryOptions({
    queryKey: [...targetFieldsKey, category],
    queryFn: ({ signal }) =>
      body(client.GET('/api/v1/target-fields', { params: { query: { import_category: category } }, signal })),
    select: (answer) => answer.items,
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Fields the client account has added to the catalog. */
export const ownFieldsQuery = queryOptions({
  queryKey: [...targetFieldsKey, 'own'],
  queryFn: ({ signal }) => body(client.GET('/api/v1/target-fields', { params: { query: {} }, signal })),
  select: (answer) => answer.items.filter(({ group }) => group === 'custom'),
});

export function defineField(field: CustomFieldBody, key: string) {
  return body(
    client.POST('/api/v1/custom-target-fields', { body: field, headers: { 'idempotency-key': key } }),
  );
}

export function removeField(fieldKey: string, key: string) {
  return body(
    client.DELETE('/api/v1/custom-target-fields/{key}', {
      params: { path: { key: fieldKey } },
      headers: { 'idempotency-key': key },
    }),
  );
}

export const learnedKey = ['learned-mappings'];

/** What decisions of the client have taught, the oldest lesson first. */
export function learnedQuery(search: string, cursor: string | undefined) {
  return queryOptions({
    queryKey: [...learnedKey, search, cursor],
    // Each decision about a column may teach something.
    staleTime: 0,
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/learned-mappings', {
          params: {
            query: { limit: 50, ...(search !== '' && { search }), ...(cursor !== undefined && { cursor }) },
          },
          signal,
        }),
      ),
  });
}

export function forgetLearned(id: string, key: string) {
  return body(
    client.DELETE('/api/v1/learned-mappings/{id}', {
      params: { path: { id } },
      headers: { 'idempotency-key': key },
    }),
  );
}

export function coverageQuery(flowId: string, importId: string) {
  return queryOptions({
    queryKey: [...flowKey(flowId), 'coverage'],
    queryFn: ({ signal }) =>
      body(
        client.GET('/api/v1/data-imports/{import_id}/attribute-coverage', {
          params: { path: { import_id: importId } },
          signal,
        }),
      ),
  });
}

export function decideMapping(
  mappingId: string,
  decision: PatchMappingBody,
  key: string,
): Promise<PatchMappingAnswer> {
  return body(
    client.PATCH('/api/v1/field-mappings/{mapping_id}', {
      params: { path: { mapping_id: mappingId } },
      headers: { 'idempotency-key': key },
      body: decision,
    }),
  );
}

export function decideInBulk(
  importId: string,
  decisions: BulkDecisionsBody,
  key: string,
): Promise<BulkDecisionsAnswer> {
  return body(
    client.POST('/api/v1/data-imports/{import_id}/field-mappings/bulk-decisions', {
      params: { path: { import_id: importId } },
      headers: { 'idempotency-key': key },
      body: decisions,
    }),
  );
}

/** New suggestions for the columns nobody has decided; decided ones stay as they are. */
export function regenerateSuggestions(importId: string, key: string) {
  return body(
    client.POST('/api/v1/data-imports/{import_id}/field-mappings/regenerate', {
      params: { path: { import_id: importId } },
      headers: { 'idempotency-key': key },
    }),
  );
}
