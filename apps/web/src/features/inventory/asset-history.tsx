import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AssetDetails, AssetHistoryPage, TargetField } from '../../api/entities.ts';
import { assetHistoryQuery } from '../../api/inventory.ts';
import { QueryView } from '../../components/query-view.tsx';
import { countOf, formatTime } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

const changeTexts: Readonly<Record<string, string>> = {
  values_rolled_back: 'Values went back to what other sources say, because an import was deleted',
};

/** What has happened to an asset since it was made, newest first. */
export function AssetHistory({ asset, fields }: { asset: AssetDetails; fields: readonly TargetField[] }) {
  const history = useQuery(assetHistoryQuery(asset.id));
  return (
    <section aria-label="History">
      <Text fw={600} size="sm" mb={4}>
        History
      </Text>
      <QueryView query={history} label="history" rows={2}>
        {(page) => <Changes page={page} asset={asset} fields={fields} />}
      </QueryView>
    </section>
  );
}

function Changes(props: { page: AssetHistoryPage; asset: AssetDetails; fields: readonly TargetField[] }) {
  const { page, asset, fields } = props;
  const labels = new Map(fields.map((field) => [field.key, field.label]));
  const nameOf = (field: string) => labels.get(field) ?? sentenceOf(field.replace(/^custom:/, ''));
  const hidden = page.total - page.items.length;
  return (
    <ol className="card timeline" aria-label="Changes, newest first">
      {page.items.map((change) => (
        <li key={change.id} data-tone="info">
          <Text size="sm">
            <b>{changeTexts[change.change] ?? sentenceOf(change.change)}</b>
          </Text>
          <Text size="sm">{change.fields.map(nameOf).join(', ')}</Text>
          <Text size="xs" c="dimmed">
            {formatTime(change.at)} · {change.actor.name ?? 'Landfall'} · version {change.asset_version}
          </Text>
        </li>
      ))}
      {hidden > 0 && <li data-tone="plain">and {countOf(hidden, 'earlier change')}</li>}
      <li data-tone="plain">
        <Text size="sm">
          <b>Came into the inventory</b>
        </Text>
        <Text size="xs" c="dimmed">
          {formatTime(asset.created_at)}
        </Text>
      </li>
    </ol>
  );
}
