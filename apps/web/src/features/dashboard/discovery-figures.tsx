import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { DiscoveryOverview, InventorySummary } from '../../api/entities.ts';
import { inventorySummaryQuery } from '../../api/inventory.ts';
import { AppLink } from '../../components/app-link.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { formatCount, formatPercent } from '../../texts/format.ts';
import { shareKnown } from './share-known.ts';

/** Records, assets, how complete they are and the conflicts left, each a way to where it comes from. */
export function DiscoveryFigures({ overview }: { overview: DiscoveryOverview }) {
  const summary = useQuery(inventorySummaryQuery);
  return (
    <QueryView query={summary} label="inventory figures" rows={1}>
      {(inventory) => <FigureTiles overview={overview} inventory={inventory} />}
    </QueryView>
  );
}

function FigureTiles(props: { overview: DiscoveryOverview; inventory: InventorySummary }) {
  const { overview, inventory } = props;
  return (
    <div className="stats">
      <Figure value={formatCount(overview.records)} label="Rows read" href="/discovery/data-import" />
      <Figure value={formatCount(inventory.total)} label="Assets" href="/discovery/inventory" />
      <Coverage groups={inventory.by_environment} label="of assets with an environment" />
      <Coverage groups={inventory.by_criticality} label="of assets with a criticality" />
      <Figure
        value={formatCount(overview.open_conflicts)}
        label={overview.open_conflicts === 1 ? 'Open conflict' : 'Open conflicts'}
        href="/discovery/inventory"
        tone={overview.open_conflicts > 0 ? 'warn' : undefined}
      />
    </div>
  );
}

function Coverage({ groups, label }: { groups: InventorySummary['by_environment']; label: string }) {
  const share = shareKnown(groups);
  const value = share === null ? '—' : formatPercent(share);
  const text = share === null ? `${label} (no asset yet)` : label;
  return <Figure value={value} label={text} href="/discovery/inventory" />;
}

interface FigureProps {
  readonly value: string;
  readonly label: string;
  readonly href: string;
  readonly tone?: 'warn' | undefined;
}

function Figure({ value, label, href, tone }: FigureProps) {
  return (
    <AppLink className="card stat" href={href} data-tone={tone}>
      <b>{value}</b>
      <Text size="sm" component="span">
        {label}
      </Text>
    </AppLink>
  );
}
