import { useThrottledValue } from '@mantine/hooks';
import { type QueryKey, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useRef, useState } from 'react';

interface PageOf<Row> {
  readonly items: readonly Row[];
  readonly total: number;
}

export const pageSize = 100;
/** Pages kept in memory at once; 60 pages of 100 rows are a few megabytes at most. */
const keptPages = 60;
/** While rows fly by, visible pages are asked for at most this often, in milliseconds. */
const askEvery = 100;

function pagesOf(first: number, end: number): number[] {
  const from = Math.floor(first / pageSize);
  const to = Math.floor(Math.max(first, end - 1) / pageSize);
  return Array.from({ length: to - from + 1 }, (_, step) => (from + step) * pageSize);
}

function useDropFarPages(prefix: QueryKey, stamp: number): void {
  const queryClient = useQueryClient();
  const key = JSON.stringify(prefix);
  useEffect(() => {
    if (stamp === 0) return;
    const idle = queryClient
      .getQueryCache()
      .findAll({ queryKey: JSON.parse(key) as QueryKey, type: 'inactive' })
      .toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt);
    for (const query of idle.slice(keptPages)) queryClient.getQueryCache().remove(query);
  }, [queryClient, key, stamp]);
}

/** Rows by position over a server list: only the pages in view are loaded, far ones are dropped. */
export function usePageWindow<Row>(source: {
  prefix: QueryKey;
  page: (offset: number) => { queryKey: QueryKey; load: (signal: AbortSignal) => Promise<PageOf<Row>> };
}) {
  const [range, setRange] = useState({ first: 0, end: 1 });
  const settled = useThrottledValue(range, askEvery);
  const offsets = pagesOf(settled.first, settled.end);
  const answers = useQueries({
    queries: offsets.map((offset) => {
      const { queryKey, load } = source.page(offset);
      return {
        queryKey,
        queryFn: ({ signal }: { signal: AbortSignal }) => load(signal),
        staleTime: 30_000,
        gcTime: 60_000,
      };
    }),
  });
  const lastTotal = useRef<number | undefined>(undefined);
  const known = answers.find((answer) => answer.data !== undefined)?.data;
  if (known !== undefined) lastTotal.current = known.total;
  useDropFarPages(source.prefix, answers[0]?.dataUpdatedAt ?? 0);
  const pages = new Map(offsets.map((offset, index) => [offset, answers[index]?.data?.items]));
  const rowAt = (index: number): Row | undefined => pages.get(index - (index % pageSize))?.[index % pageSize];
  const onRange = useCallback((first: number, end: number) => setRange({ first, end }), []);
  const failed = answers.find((answer) => answer.error !== null);
  return {
    total: known?.total ?? lastTotal.current,
    rowAt,
    onRange,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
