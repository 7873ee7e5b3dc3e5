import { Button, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { applicationAssetsQuery, unlinkAsset } from '../../api/applications.ts';
import type { ApplicationAsset } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { sentenceOf, typeWord } from '../../texts/vocabulary.ts';

/** The assets of an application, each with why it belongs to it. */
export function ApplicationAssets({ applicationId }: { applicationId: string }) {
  const pager = usePager();
  const assets = useQuery(applicationAssetsQuery(applicationId, pager.cursor));
  return (
    <QueryView query={assets} label="assets" rows={6}>
      {(page) => (
        <Stack gap="sm">
          {page.items.length === 0 ? (
            <EmptyState title="No asset belongs to it">
              Nothing in the inventory states one of its spellings.
            </EmptyState>
          ) : (
            <AssetTable applicationId={applicationId} assets={page.items} />
          )}
          <Pager pager={pager} page={page} noun="asset" />
        </Stack>
      )}
    </QueryView>
  );
}

function AssetTable(props: { applicationId: string; assets: readonly ApplicationAsset[] }) {
  const { applicationId, assets } = props;
  const may = useRights();
  const cache = useQueryClient();
  const unlink = useCommand((assetId: string, key) => unlinkAsset(applicationId, assetId, key), {
    onSuccess: () => cache.invalidateQueries({ queryKey: ['applications'] }),
  });
  return (
    <>
      {unlink.error !== null && <ProblemAlert error={unlink.error} />}
      <TableCard
        label="Assets of the application"
        heads={['Asset', 'Environment', 'Why', may('asset.edit') && 'Decide']}
      >
        {assets.map((asset) => (
          <AssetRow
            key={asset.id}
            asset={asset}
            isPending={unlink.isPending}
            {...(may('asset.edit') && { onUnlink: () => unlink.mutate(asset.id) })}
          />
        ))}
      </TableCard>
    </>
  );
}

function AssetRow(props: {
  asset: ApplicationAsset;
  isPending: boolean;
  /** Left out for who may not decide. */
  onUnlink?: () => void;
}) {
  const { asset, isPending, onUnlink } = props;
  return (
    <tr>
      <td>
        {asset.name}
        <Text size="xs" c="dimmed">
          {typeWord(asset.asset_type)}
        </Text>
      </td>
      <td>{asset.environment === null ? '—' : sentenceOf(asset.environment)}</td>
      <td>{asset.links.map(linkText).join('; ')}</td>
      {onUnlink !== undefined && (
        <td>
          <Button
            size="compact-xs"
            variant="default"
            disabled={isPending}
            aria-label={`Unlink ${asset.name}`}
            onClick={onUnlink}
          >
            Unlink
          </Button>
        </td>
      )}
    </tr>
  );
}

const relations = { is: 'Is the application', runs: 'Runs it', supports: 'Supports it' } as const;
const origins = {
  application_name: 'its own values say so',
  runs_on: 'the application runs on it',
  user: 'a person says so',
} as const;

function linkText({ relation, origin, confidence }: ApplicationAsset['links'][number]): string {
  const sure = confidence === null ? '' : `, confidence ${confidence.toFixed(2)}`;
  return `${relations[relation]}: ${origins[origin]}${sure}`;
}
