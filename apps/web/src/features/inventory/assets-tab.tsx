import { Button, Group, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import { useMemo, useState } from 'react';
import type { AssetRow, TargetField } from '../../api/entities.ts';
import { type AssetsFilter, assetsPageQuery, inventorySummaryQuery } from '../../api/inventory.ts';
import { targetFieldsQuery } from '../../api/mappings.ts';
import { pageSize, usePageWindow } from '../../api/use-page-window.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ListSkeleton } from '../../components/query-view.tsx';
import { WindowedGrid } from '../../components/windowed-grid.tsx';
import { UploadLink } from '../../flow/upload-link.tsx';
import { countOf } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { ApplicationSelect } from './application-select.tsx';
import { assetColumns, storeColumns, storedColumns } from './asset-columns.tsx';
import { AssetDrawer } from './asset-drawer.tsx';
import { ColumnPicker } from './column-picker.tsx';

interface Choice {
  readonly search: string;
  readonly type: string | null;
  readonly environment: string | null;
  readonly criticality: string | null;
  /** Id of an application. */
  readonly application: string | null;
}

const everything: Choice = {
  search: '',
  type: null,
  environment: null,
  criticality: null,
  application: null,
};

function filterOf(choice: Choice, rest: AssetsFilter): AssetsFilter {
  return {
    ...rest,
    ...(choice.search.trim() !== '' && { search: choice.search.trim() }),
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the options are the types the summary counted
    ...(choice.type !== null && { asset_type: choice.type as AssetRow['asset_type'] }),
    ...(choice.environment !== null && { environment: choice.environment }),
    ...(choice.criticality !== null && { business_criticality: choice.criticality }),
    ...(choice.application !== null && { application_id: choice.application }),
  };
}

function isFiltered(choice: Choice): boolean {
  return (
    choice.search.trim() !== '' ||
    choice.type !== null ||
    choice.environment !== null ||
    choice.criticality !== null ||
    choice.application !== null
  );
}

/** The asset grid with search, filters, sorting and column choice; one flow's assets when an id is given. */
export function AssetsTab({ flowId }: { flowId?: string }) {
  const query: { type?: string; application?: string } = useSearch({ strict: false });
  const [choice, setChoice] = useState<Choice>({
    ...everything,
    type: query.type ?? null,
    application: query.application ?? null,
  });
  const [sort, setSort] = useState('name');
  const [columns, setColumns] = useState(storedColumns);
  const [search] = useDebouncedValue(choice.search, 250);
  const fields = useQuery(targetFieldsQuery('cmdb_export'));
  const filter = filterOf(
    { ...choice, search },
    { sort, columns: columns.join(','), ...(flowId !== undefined && { flow_id: flowId }) },
  );
  const changeColumns = (next: string[]) => {
    storeColumns(next);
    setColumns(next);
  };
  return (
    <Stack gap="sm">
      <FilterBar choice={choice} onChoice={setChoice}>
        <ColumnPicker fields={fields.data ?? []} chosen={columns} onChange={changeColumns} />
      </FilterBar>
      <AssetGrid
        // A new filter starts at the top with an empty window.
        key={JSON.stringify(filter)}
        filter={filter}
        columns={columns}
        fields={fields.data ?? []}
        filtered={isFiltered(choice)}
        onSort={setSort}
        onClear={() => setChoice(everything)}
      />
    </Stack>
  );
}

function FilterSelect(props: {
  label: string;
  counts: readonly { value: string | null; count: number }[] | undefined;
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const { label, counts, value, onChange } = props;
  const known = (counts ?? []).flatMap((one) => (one.count > 0 && one.value !== null ? [one.value] : []));
  return (
    <Select
      aria-label={`Filter by ${label}`}
      placeholder={`Any ${label}`}
      clearable
      clearButtonProps={{ 'aria-label': `Any ${label}` }}
      data={known.map((one) => ({ value: one, label: sentenceOf(one) }))}
      value={value}
      onChange={onChange}
      w={170}
    />
  );
}

function FilterBar(props: { choice: Choice; onChoice: (choice: Choice) => void; children: React.ReactNode }) {
  const { choice, onChoice, children } = props;
  const summary = useQuery(inventorySummaryQuery);
  return (
    <Group className="card" p="sm" justify="space-between" gap="sm">
      <Group gap="sm">
        <TextInput
          type="search"
          aria-label="Search assets"
          placeholder="Name, host, address, serial"
          leftSection={<IconSearch size={16} />}
          value={choice.search}
          onChange={(event) => onChoice({ ...choice, search: event.currentTarget.value })}
          w={240}
        />
        <FilterSelect
          label="type"
          counts={summary.data?.by_type}
          value={choice.type}
          onChange={(type) => onChoice({ ...choice, type })}
        />
        <FilterSelect
          label="environment"
          counts={summary.data?.by_environment}
          value={choice.environment}
          onChange={(environment) => onChoice({ ...choice, environment })}
        />
        <FilterSelect
          label="criticality"
          counts={summary.data?.by_criticality}
          value={choice.criticality}
          onChange={(criticality) => onChoice({ ...choice, criticality })}
        />
        <ApplicationSelect
          value={choice.application}
          onChange={(application) => onChoice({ ...choice, application })}
        />
      </Group>
      {children}
    </Group>
  );
}

interface AssetGridProps {
  readonly filter: AssetsFilter;
  readonly columns: readonly string[];
  readonly fields: readonly TargetField[];
  readonly filtered: boolean;
  readonly onSort: (sort: string) => void;
  readonly onClear: () => void;
}

function NoAssets({ filtered, onClear }: Pick<AssetGridProps, 'filtered' | 'onClear'>) {
  if (filtered) {
    return (
      <EmptyState
        title="No asset matches"
        action={
          <Button variant="default" onClick={onClear}>
            Clear the filters
          </Button>
        }
      />
    );
  }
  return (
    <EmptyState title="No assets yet" action={<UploadLink />}>
      Assets appear here after you approve the preview of an import.
    </EmptyState>
  );
}

function AssetGrid({ filter, columns, fields, filtered, onSort, onClear }: AssetGridProps) {
  const [openId, setOpenId] = useState<string | null>(null);
  const shown = useMemo(() => assetColumns(columns, fields), [columns, fields]);
  const rows = usePageWindow<AssetRow>({
    prefix: ['assets', 'page'],
    page: (offset) => {
      const query = assetsPageQuery(filter, offset, pageSize);
      return { queryKey: query.queryKey, load: (signal) => query.load(signal) };
    },
  });
  if (rows.total === undefined) {
    return rows.error === null ? (
      <ListSkeleton label="assets" rows={10} />
    ) : (
      <ProblemAlert error={rows.error} onRetry={rows.retry} />
    );
  }
  if (rows.total === 0) return <NoAssets filtered={filtered} onClear={onClear} />;
  return (
    <>
      {rows.error !== null && <ProblemAlert error={rows.error} onRetry={rows.retry} />}
      <Text size="sm" c="dimmed" role="status">
        {countOf(rows.total, filtered ? 'matching asset' : 'asset')}
      </Text>
      <WindowedGrid
        label="Assets"
        rowCount={rows.total}
        columns={shown}
        rowAt={rows.rowAt}
        onRange={rows.onRange}
        onOpen={(row) => setOpenId(row.id)}
        {...(filter.sort !== undefined && { sort: filter.sort })}
        onSort={onSort}
      />
      <AssetDrawer assetId={openId} fields={fields} onClose={() => setOpenId(null)} />
    </>
  );
}
