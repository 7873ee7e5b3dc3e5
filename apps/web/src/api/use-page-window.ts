import { useThrottledValue } from '@mantine/hooks';
import { type QueryKey, useQueries, useQueryClient } from '@tanstack/react-query';
import { useCallback, useEffect, useState } from 'react';

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

/** Drops loaded pages that no grid shows, oldest first, beyond what is kept. */
function useDropFarPages(prefix: readonly string[], stamp: number): void {
  const queryClient = useQueryClient();
  const key = prefix.join(' ');
  useEffect(() => {
    if (stamp === 0) return;
    const cache = queryClient.getQueryCache();
    const idle = cache.findAll({ queryKey: key.split(' '), type: 'inactive' });
    const old = idle.toSorted((a, b) => b.state.dataUpdatedAt - a.state.dataUpdatedAt).slice(keptPages);
    for (const query of old) cache.remove(query);
  }, [queryClient, key, stamp]);
}

/** Rows by position over a server list: only the pages in view are loaded, far ones are dropped. */
export function usePageWindow<Row>(source: {
  prefix: readonly string[];
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
  const [lastTotal, setLastTotal] = useState<number | undefined>(undefined);
  const known = answers.find((answer) => answer.data !== undefined)?.data;
  if (known !== undefined && known.total !== lastTotal) setLastTotal(known.total);
  useDropFarPages(source.prefix, answers[0]?.dataUpdatedAt ?? 0);
  const pages = new Map(offsets.map((offset, index) => [offset, answers[index]?.data?.items]));
  const rowAt = (index: number): Row | undefined => pages.get(index - (index % pageSize))?.[index % pageSize];
  const onRange = useCallback((first: number, end: number) => setRange({ first, end }), []);
  const failed = answers.find((answer) => answer.error !== null);
  return {
    total: known?.total ?? lastTotal,
    rowAt,
    onRange,
    error: failed?.error ?? null,
    retry: () => void failed?.refetch(),
  };
}
