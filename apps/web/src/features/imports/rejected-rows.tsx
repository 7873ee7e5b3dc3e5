import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type RefObject, useRef } from 'react';
import { rejectedRowsQuery } from '../../api/corrections.ts';
import type { FlowStatus, FlowSummary, RejectedRowsPage } from '../../api/entities.ts';
import { useRights } from '../../api/use-rights.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { countOf } from '../../texts/format.ts';
import { ChooseAssetDialog } from './choose-asset-dialog.tsx';
import { CorrectionFiles, CorrectionOutcome, RefusedFile } from './correction-files.tsx';
import { RejectedLine } from './rejected-line.tsx';
import { type Corrections, useCorrections } from './use-corrections.ts';

/** Why rows cannot be corrected while the flow stands so; the server decides it again. */
const notNow: Readonly<Partial<Record<FlowStatus, string>>> = {
  running: 'The flow is working. Rows can be corrected when it waits or is completed.',
  paused: 'The flow is paused. Resume it to correct rows.',
  cancelled: 'The flow was cancelled, so its rows stay as they are.',
};

/** Rows that were not taken over, each with its reason: to be corrected here or in a file. */
export function RejectedRows({ importId, flow }: { importId: string; flow: FlowSummary }) {
  const pager = usePager();
  const query = useQuery(
    rejectedRowsQuery(importId, { version: flow.version, fromRow: Number(pager.cursor ?? 1) }),
  );
  const corrections = useCorrections(importId);
  const may = useRights();
  const table = useRef<HTMLDivElement>(null);
  return (
    <Stack gap="sm">
      {corrections.answer !== null && (
        <CorrectionOutcome key={corrections.answer.flow.version} answer={corrections.answer} />
      )}
      <RefusedFile corrections={corrections} />
      {corrections.rows.error !== null && <ProblemAlert error={corrections.rows.error} />}
      <QueryView query={query} label="rejected rows">
        {(page) => {
          const refused = may('import.upload') ? notNow[flow.status] : 'You may read these rows only.';
          const open = refused === undefined ? corrections : null;
          return page.total === 0 ? (
            <EmptyState title="No row was rejected">
              Rows that cannot be taken over appear here with the reason.
            </EmptyState>
          ) : (
            <Stack gap="sm">
              <CorrectionFiles importId={importId} corrections={open} />
              <Guidance page={page} refused={refused} />
              <RejectedTable page={page} corrections={open} box={table} />
              {open !== null && <SendBar corrections={open} onDropped={() => table.current?.focus()} />}
              {open !== null && (
                <OpenChoice importId={importId} version={page.flow.version} corrections={open} />
              )}
              <Pager
                pager={pager}
                page={{
                  total: page.total,
                  next_cursor: page.next_row === null ? null : String(page.next_row),
                }}
                noun="rejected row"
              />
            </Stack>
          );
        }}
      </QueryView>
    </Stack>
  );
}

function Guidance({ page, refused }: { page: RejectedRowsPage; refused: string | undefined }) {
  const hidesCells = page.columns.some(({ is_hidden: isHidden }) => isHidden);
  return (
    <Text size="sm" c="dimmed">
      {refused ??
        'Correct rows here or in the file. The good rows stay as they are; the rows as they came are kept.'}
      {hidesCells &&
        ' Cells shown as ••• are hidden from you. In the file they can be replaced; what is left as ••• stays as it is.'}
    </Text>
  );
}

interface OpenChoiceProps {
  readonly importId: string;
  readonly version: number;
  readonly corrections: Corrections;
}

/** The dialog in which the asset of a row is chosen, while it is asked for. */
function OpenChoice({ importId, version, corrections: { choosing, choose } }: OpenChoiceProps) {
  if (choosing === null) return null;
  return (
    <ChooseAssetDialog importId={importId} version={version} row={choosing} onClose={() => choose(null)} />
  );
}

interface TableProps {
  readonly page: RejectedRowsPage;
  readonly corrections: Corrections | null;
  readonly box: RefObject<HTMLDivElement | null>;
}

function RejectedTable({ page, corrections, box }: TableProps) {
  return (
    <TableCard
      label="Rejected rows"
      ref={box}
      heads={[
        { numbers: 'Line' },
        'Reason',
        ...page.columns.map(({ key, header }) => (header === '' ? key : header)),
        corrections !== null && { spoken: 'Correct' },
      ]}
    >
      {page.items.map((row) => (
        <RejectedLine key={row.row_number} row={row} columns={page.columns} corrections={corrections} />
      ))}
    </TableCard>
  );
}

/** Sends what was corrected on the page, all rows at once: the flow then works on them. */
function SendBar({ corrections, onDropped }: { corrections: Corrections; onDropped: () => void }) {
  const count = Object.keys(corrections.drafts).length;
  if (count === 0) return null;
  const drop = () => {
    corrections.dropDrafts();
    // The buttons go away with the drafts.
    onDropped();
  };
  return (
    <Group gap="xs">
      <Button loading={corrections.rows.isPending} onClick={corrections.sendDrafts}>
        {`Send ${countOf(count, 'corrected row')}`}
      </Button>
      <Button variant="default" disabled={corrections.rows.isPending} onClick={drop}>
        Throw them away
      </Button>
    </Group>
  );
}
