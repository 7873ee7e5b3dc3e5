import { Button, Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type AuditFilter, auditQuery, exportAudit, type Trail, verifyAudit } from '../../api/audit.ts';
import { saveFile } from '../../api/save-file.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { AuditFilters } from './audit-filters.tsx';
import { AuditTable } from './audit-table.tsx';
import { ChainVerdict, parseHead } from './chain-verdict.tsx';

/** Who did what and when, and whether the record of it is still as it was written. */
export function AuditPage() {
  const may = useRights();
  const [trail, setTrail] = useState<Trail>('client');
  const [filter, setFilter] = useState<AuditFilter>({});
  const [kept, setKept] = useState('');
  const verify = useCommand(() => verifyAudit(trail, parseHead(kept)));
  const download = useCommand((_: undefined, key) => exportAudit(filter, key), {
    onSuccess: (file) => saveFile(file, 'audit-log.csv'),
  });
  const choose = (next: Trail) => {
    verify.reset();
    setTrail(next);
  };
  return (
    <Stack>
      <PageHeader
        title="Audit log"
        subtitle="Every command, decision and refusal, chained so that a later change shows."
        right={
          <Group gap="xs">
            {trail === 'client' && (
              <Button
                variant="default"
                loading={download.isPending}
                onClick={() => download.mutate(undefined)}
              >
                Download CSV
              </Button>
            )}
            <Button loading={verify.isPending} onClick={() => verify.mutate(undefined)}>
              Verify the chain
            </Button>
          </Group>
        }
      />
      {may('platform.operate') && <WhoseLog trail={trail} onChoose={choose} />}
      {verify.error !== null && <ProblemAlert error={verify.error} />}
      {download.error !== null && <ProblemAlert error={download.error} />}
      {verify.data !== undefined && (
        <>
          <ChainVerdict verdict={verify.data} />
          <KeptHead value={kept} onChange={setKept} />
        </>
      )}
      <AuditFilters filter={filter} onChange={setFilter} />
      <Entries key={JSON.stringify([trail, filter])} trail={trail} filter={filter} />
    </Stack>
  );
}

function KeptHead({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      label="A head you kept"
      description="Number and hash, as shown above at an earlier time. Verify again to compare."
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={value !== '' && parseHead(value) === null ? 'This is not a number and a hash.' : undefined}
      classNames={{ input: 'mono' }}
    />
  );
}

function WhoseLog({ trail, onChoose }: { trail: Trail; onChoose: (trail: Trail) => void }) {
  return (
    <SegmentedControl
      style={{ alignSelf: 'flex-start' }}
      aria-label="Whose log"
      data={[
        { value: 'client', label: 'This client' },
        { value: 'platform', label: 'Platform' },
      ]}
      value={trail}
      onChange={(value) => onChoose(value === 'platform' ? 'platform' : 'client')}
    />
  );
}

function Entries({ trail, filter }: { trail: Trail; filter: AuditFilter }) {
  const pager = usePager();
  const query = useQuery(auditQuery(trail, filter, pager.cursor));
  return (
    <QueryView query={query} label="audit log" rows={8}>
      {(page) => (
        <Stack gap="sm">
          {page.items.length === 0 ? (
            <EmptyState title="No entry fits these filters">
              Every command, decision, sign-in and refusal is recorded here.
            </EmptyState>
          ) : (
            <AuditTable entries={page.items} />
          )}
          <Pager pager={pager} page={page} noun="entry" many="entries" />
        </Stack>
      )}
    </QueryView>
  );
}
