import type { FlowSummary } from '../api/entities.ts';
import { Tag } from '../components/tag.tsx';
import { countOf } from '../texts/format.ts';

/** Marks a flow nobody has touched for long; nothing is ever deleted because of it. */
export function StaleTag({ flow }: { flow: Pick<FlowSummary, 'is_stale' | 'days_since_activity'> }) {
  if (!flow.is_stale) return null;
  return <Tag tone="warn">Stale: untouched for {countOf(flow.days_since_activity, 'day')}</Tag>;
}
