import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { doctorQuery, heal, type HealOrder } from '../../api/doctor.ts';
import type { DoctorFinding, DoctorReport } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { countOf, formatTime } from '../../texts/format.ts';
import { FindingCard } from './finding-card.tsx';
import { ReportCounts } from './report-counts.tsx';

function useHealing() {
  const queryClient = useQueryClient();
  return useCommand((order: HealOrder, key) => heal(order, key), {
    onSuccess: async () => {
      // What was found before is not so any more; everything is looked at again.
      await queryClient.invalidateQueries();
    },
  });
}

/** What does not fit together in the stored records, what would put it right, and the button that does. */
export function DoctorPage() {
  const report = useQuery(doctorQuery);
  const healing = useHealing();
  const [asking, setAsking] = useState(false);
  const curable =
    report.data?.findings.filter((finding) => finding.certain && finding.outcome === 'found') ?? [];
  return (
    <Stack gap="lg">
      <PageHeader
        title="Doctor"
        subtitle="Looks for records that do not fit together, after a restore or a repair by hand. Looking changes nothing."
        right={
          <Group gap="xs">
            <Button variant="default" loading={report.isFetching} onClick={() => void report.refetch()}>
              Look again
            </Button>
            <Button disabled={curable.length === 0} onClick={() => setAsking(true)}>
              Heal what is certain…
            </Button>
          </Group>
        }
      />
      {healing.error !== null && <ProblemAlert error={healing.error} />}
      {healing.data !== undefined && <Healed report={healing.data} />}
      <QueryView query={report} label="findings" rows={4}>
        {(found) => (
          <ReportView
            report={found}
            pending={healing.isPending}
            onChoose={(order) => healing.mutate(order)}
          />
        )}
      </QueryView>
      {asking && (
        <HealDialog
          findings={curable}
          onClose={() => setAsking(false)}
          onConfirm={() => {
            setAsking(false);
            healing.mutate({});
          }}
        />
      )}
    </Stack>
  );
}

function Healed({ report }: { report: DoctorReport }) {
  const healed = report.findings.filter((finding) => finding.outcome === 'healed');
  return (
    <div className="notice" data-tone={healed.length > 0 ? 'good' : 'info'} role="status">
      <Text fw={650}>
        {healed.length === 0 ? 'There was nothing to heal' : `${countOf(healed.length, 'finding')} healed`}
      </Text>
      <ul className="plain-list">
        {healed.map((finding, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a finding has no id, and the list never changes
          <li key={index}>
            <span className="mono">{finding.code}</span> {finding.title}: {finding.cure}
          </li>
        ))}
      </ul>
    </div>
  );
}

function ReportView(props: { report: DoctorReport; pending: boolean; onChoose: (order: HealOrder) => void }) {
  const { report, pending, onChoose } = props;
  const hidden = report.findings_total - report.findings.length;
  return (
    <Stack gap="md">
      <ReportCounts report={report} />
      <Text size="sm" c="dimmed">
        Looked at {countOf(report.engagements, 'engagement')}, finished {formatTime(report.finished_at)}.
      </Text>
      {report.findings.length === 0 && report.constraints.broken.length === 0 ? (
        <EmptyState title="Everything fits together">
          No flow, import, asset or audit chain contradicts another record, and every rule of the database
          holds.
        </EmptyState>
      ) : (
        <ul className="finding-list" aria-label="Findings">
          {report.findings.map((finding, index) => (
            <FindingCard
              // biome-ignore lint/suspicious/noArrayIndexKey: a finding has no id, and each report is a list of its own
              key={`${finding.code} ${finding.flow_id ?? ''} ${index}`}
              finding={finding}
              pending={pending}
              onConfirm={(flowId, decided) => onChoose({ flow_id: flowId, confirm: { [flowId]: decided } })}
            />
          ))}
        </ul>
      )}
      {hidden > 0 && <Text size="sm">and {countOf(hidden, 'more finding')}</Text>}
    </Stack>
  );
}

function HealDialog(props: {
  findings: readonly DoctorFinding[];
  onConfirm: () => void;
  onClose: () => void;
}) {
  const { findings, onConfirm, onClose } = props;
  const counts = new Map<string, number>();
  for (const { code, title } of findings) {
    counts.set(`${code} ${title}`, (counts.get(`${code} ${title}`) ?? 0) + 1);
  }
  return (
    <Modal opened onClose={onClose} title={`Heal ${countOf(findings.length, 'finding')}`}>
      <Stack>
        <Text size="sm">
          Each of these has one cure that follows from the records themselves. Nothing is approved by it, and
          every change is kept in the journal and the audit log.
        </Text>
        <ul className="plain-list">
          {[...counts].map(([title, count]) => (
            <li key={title}>
              {title} · {countOf(count, 'time')}
            </li>
          ))}
        </ul>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button onClick={onConfirm} data-autofocus>
            Heal
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
