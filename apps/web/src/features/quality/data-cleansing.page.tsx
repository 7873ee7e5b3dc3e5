import { Group, Stack, Text, Title } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import type { CleansingSummary, FlowDetails } from '../../api/entities.ts';
import { cleansingQuery } from '../../api/imports.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { PhasePage } from '../../flow/phase-page.tsx';
import { RowDownloads } from '../../flow/row-downloads.tsx';
import { countOf, formatCount } from '../../texts/format.ts';
import { ruleText } from '../../texts/vocabulary.ts';
import { Recommendations } from './recommendations.tsx';
import { ScoreTile, UnknownScore } from './score-tile.tsx';

/** What was done to the values of each column: before, after, by which rule, how often. */
export function DataCleansingPage() {
  return (
    <PhasePage
      title="Data cleansing"
      phases={['data_cleansing']}
      emptyText="Values are converted and cleaned after the mapping is approved. The result of each column is shown here."
    >
      {(flow) => <Cleansing flow={flow} />}
    </PhasePage>
  );
}

function isRunningHere(flow: FlowDetails): boolean {
  return flow.status === 'running' && ['data_cleansing', 'enrichment'].includes(flow.current_phase);
}

function Cleansing({ flow }: { flow: FlowDetails }) {
  const summary = useQuery({
    ...cleansingQuery(flow.flow_id, flow.data_import_id),
    refetchInterval: isRunningHere(flow) ? 2000 : false,
  });
  return (
    <Stack gap="lg">
      <QueryView query={summary} label="cleansed columns" rows={6}>
        {(answer) => (
          <Summary summary={answer} running={isRunningHere(flow)}>
            <Recommendations flow={flow} />
          </Summary>
        )}
      </QueryView>
      <RowDownloads importId={flow.data_import_id} original />
    </Stack>
  );
}

interface SummaryProps {
  readonly summary: CleansingSummary;
  readonly running: boolean;
  /** Between the figures and the columns. */
  readonly children: ReactNode;
}

function Summary({ summary, running, children }: SummaryProps) {
  const changed = summary.columns.reduce((sum, column) => sum + column.converted, 0);
  const placeholders = summary.columns.reduce((sum, column) => sum + column.placeholders_removed, 0);
  if (summary.rows === 0) {
    return (
      <EmptyState title={running ? 'The first rows are on their way' : 'No rows were cleansed'}>
        Counts appear here as rows are converted.
      </EmptyState>
    );
  }
  const stats: readonly (readonly [number, string])[] = [
    [summary.rows, 'rows cleansed'],
    [changed, 'values converted or normalised'],
    [placeholders, 'placeholders such as “n/a” read as unknown'],
    [summary.rejected, 'rows set aside'],
  ];
  return (
    <Stack gap="lg">
      <div className="tiles" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(180px, 1fr))' }}>
        {stats.map(([count, label]) => (
          <div key={label} className="card stat">
            <b>{formatCount(count)}</b>
            <Text size="sm">{label}</Text>
          </div>
        ))}
      </div>
      <BeforeAndAfter summary={summary} />
      {children}
      <section aria-labelledby="columns">
        <Title order={2} size="h4" mb="sm" id="columns">
          Imported columns
        </Title>
        <ColumnTable columns={summary.columns} />
      </section>
      {summary.not_imported.length > 0 && <NotImported columns={summary.not_imported} />}
    </Stack>
  );
}

const scoreLabels = [
  ['completeness', 'Completeness'],
  ['uniformity', 'Uniformity'],
] as const;

function BeforeAndAfter({ summary }: { summary: CleansingSummary }) {
  return (
    <section aria-labelledby="quality">
      <Title order={2} size="h4" mb="sm" id="quality">
        Quality before and after
      </Title>
      <div className="tiles" style={{ gridTemplateColumns: 'repeat(auto-fit, minmax(260px, 1fr))' }}>
        {scoreLabels.map(([key, label]) => (
          <ScoreTile key={key} label={label} formula={summary[key].formula}>
            {summary[key].before ?? <UnknownScore why="Unknown: there are no values to look at" />}{' '}
            <IconArrowRight size={20} aria-label="before, after cleansing" />{' '}
            {summary[key].after ?? <UnknownScore why="Unknown: there are no values to look at" />}
          </ScoreTile>
        ))}
      </div>
    </section>
  );
}

function Rules({ column }: { column: CleansingSummary['columns'][number] }) {
  if (column.rules.length === 0) return <Text size="sm">Taken as they came</Text>;
  return (
    <Stack gap={4}>
      {column.rules.map((rule) => (
        <Group key={rule.rule} gap={6} wrap="nowrap">
          <Text size="sm" style={{ minWidth: 180 }}>
            {ruleText(rule.rule)} <b>{formatCount(rule.count)}</b>
          </Text>
          <span className="sample wrapped" style={{ maxWidth: 220 }}>
            {rule.before}
          </span>
          <IconArrowRight size={14} aria-label="becomes" style={{ flex: 'none' }} />
          <span className="sample wrapped" style={{ maxWidth: 220 }}>
            {rule.after === '' ? 'unknown' : rule.after}
          </span>
        </Group>
      ))}
    </Stack>
  );
}

const columnHeads = [
  'Column',
  'Field',
  { numbers: 'Filled before' },
  { numbers: 'Filled after' },
  { numbers: 'Not readable' },
  'What was done',
];

function ColumnTable({ columns }: { columns: CleansingSummary['columns'] }) {
  return (
    <TableCard label="Table of imported columns" heads={columnHeads}>
      {columns.map((column) => (
        <tr key={`${column.column} ${column.target_field}`}>
          <td>{column.column}</td>
          <td>{column.target_label}</td>
          <td className="num">{formatCount(column.filled_before)}</td>
          <td className="num">{formatCount(column.filled_after)}</td>
          <td className="num">{formatCount(column.failed)}</td>
          <td>
            <Rules column={column} />
          </td>
        </tr>
      ))}
    </TableCard>
  );
}

function NotImported({ columns }: { columns: CleansingSummary['not_imported'] }) {
  return (
    <section aria-labelledby="not-imported">
      <Title order={2} size="h4" mb={4} id="not-imported">
        Not imported
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        {countOf(columns.length, 'column')} left out of the inventory. The values stay in the rows as
        imported.
      </Text>
      <ul style={{ margin: 0, paddingLeft: 20, fontSize: 14 }}>
        {columns.map((column) => (
          <li key={column.column}>
            <b>{column.column}</b>: {column.reason}
          </li>
        ))}
      </ul>
    </section>
  );
}
