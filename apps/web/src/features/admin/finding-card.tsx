import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { DoctorConfirmation, DoctorFinding } from '../../api/entities.ts';
import { useSession } from '../../api/session.ts';
import { AppLink } from '../../components/app-link.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { countOf, formatTime } from '../../texts/format.ts';

const outcomeWord: Readonly<Record<DoctorFinding['outcome'], { text: string; tone: Tone }>> = {
  found: { text: 'Can be healed', tone: 'warn' },
  healed: { text: 'Healed', tone: 'good' },
  refused: { text: 'Needs a decision', tone: 'bad' },
  reported: { text: 'To know', tone: 'plain' },
};

/** What a person may decide about a finding without a certain cure, apart from choosing an import. */
const decisions = {
  D12: 'Reopen it as failed',
  D17: 'Keep this flow, cancel the others',
  D18: 'Take the state of the evidence',
} as const;

type Decidable = keyof typeof decisions;

function isDecidable(code: DoctorFinding['code']): code is Decidable {
  return code in decisions;
}

interface FindingCardProps {
  readonly finding: DoctorFinding;
  readonly pending: boolean;
  readonly onConfirm: (flowId: string, decided: DoctorConfirmation) => void;
}

/** One finding: what does not fit, what would put it right, and the choice where only a person can make it. */
export function FindingCard({ finding, pending, onConfirm }: FindingCardProps) {
  const word = outcomeWord[finding.outcome];
  return (
    <li className="card finding">
      <Group gap="xs">
        <span className="mono">{finding.code}</span>
        <Text fw={650}>{finding.title}</Text>
        <Tag tone={word.tone}>{word.text}</Tag>
      </Group>
      <Text size="sm" mt={4}>
        {finding.detail}
      </Text>
      <Text size="sm">
        <b>Cure:</b> {finding.cure}
      </Text>
      <Place finding={finding} />
      <Choice finding={finding} pending={pending} onConfirm={onConfirm} />
    </li>
  );
}

/** Which flow a finding is about; only a flow of the open engagement has a page to go to. */
function Place({ finding }: { finding: DoctorFinding }) {
  const { context } = useSession();
  if (finding.flow_id === null) return null;
  return (
    <Text size="xs" mt={4}>
      {finding.engagement_id === context?.engagementId ? (
        <AppLink href={`/flows/${finding.flow_id}`}>Open the flow</AppLink>
      ) : (
        'A flow of another engagement'
      )}{' '}
      <span className="mono dimmed">{finding.flow_id}</span>
    </Text>
  );
}

function Choice({ finding, pending, onConfirm }: FindingCardProps) {
  const { code, flow_id: flowId, outcome } = finding;
  if (flowId === null || outcome === 'healed') return null;
  if (code === 'D06' && finding.candidates.length > 0) {
    return (
      <ChooseImport
        candidates={finding.candidates}
        pending={pending}
        onConfirm={(importId) => onConfirm(flowId, { code, data_import_id: importId })}
      />
    );
  }
  if (outcome !== 'refused' || !isDecidable(code)) return null;
  return (
    <Decide
      label={decisions[code]}
      cure={finding.cure}
      pending={pending}
      onConfirm={() => onConfirm(flowId, { code })}
    />
  );
}

function Decide(props: { label: string; cure: string; pending: boolean; onConfirm: () => void }) {
  const { label, cure, pending, onConfirm } = props;
  const [asking, setAsking] = useState(false);
  const confirm = () => {
    setAsking(false);
    onConfirm();
  };
  return (
    <>
      <Button mt="sm" size="xs" variant="default" loading={pending} onClick={() => setAsking(true)}>
        {label}…
      </Button>
      <Modal opened={asking} onClose={() => setAsking(false)} title={label}>
        <Stack>
          <Text size="sm">{cure}</Text>
          <Text size="sm">It is recorded as your decision, in the journal and the audit log.</Text>
          <Group justify="flex-end">
            <Button variant="default" onClick={() => setAsking(false)}>
              Back
            </Button>
            <Button onClick={confirm} data-autofocus>
              {label}
            </Button>
          </Group>
        </Stack>
      </Modal>
    </>
  );
}

function ChooseImport(props: {
  candidates: DoctorFinding['candidates'];
  pending: boolean;
  onConfirm: (importId: string) => void;
}) {
  const { candidates, pending, onConfirm } = props;
  const [chosen, setChosen] = useState<string | null>(null);
  return (
    <Stack gap="xs" mt="sm">
      <Radio.Group label="Which import does this flow belong to?" value={chosen} onChange={setChosen}>
        <Stack gap={6} mt={6}>
          {candidates.map((one) => (
            <Radio
              key={one.data_import_id}
              value={one.data_import_id}
              label={`${one.import_name}, imported ${formatTime(one.created_at)}${
                one.rows === null ? '' : `, ${countOf(one.rows, 'row')}`
              }`}
            />
          ))}
        </Stack>
      </Radio.Group>
      <Group>
        <Button
          size="xs"
          disabled={chosen === null}
          loading={pending}
          onClick={() => chosen !== null && onConfirm(chosen)}
        >
          Confirm this import
        </Button>
      </Group>
    </Stack>
  );
}
