import { Button, Radio, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { FieldMapping, FlowDetails, Gate, GateReason, MappingGate } from '../../api/entities.ts';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { ApproveDialog } from '../../flow/approve-dialog.tsx';
import { GateDecision } from '../../flow/gate-decision.tsx';
import { countOf } from '../../texts/format.ts';

type Remaining = 'ignore' | 'custom_attribute';

function Summary({ mappings }: { mappings: readonly FieldMapping[] }) {
  const count = (status: FieldMapping['status']) => mappings.filter((one) => one.status === status).length;
  const lines = [
    [count('approved'), 'will be imported into the inventory'],
    [count('custom_attribute'), 'will be kept as custom attributes'],
    [count('ignored') + count('rejected'), 'will not be imported'],
  ] as const;
  return (
    <ul style={{ margin: 0, paddingLeft: 20, lineHeight: 1.7 }}>
      {lines.map(([number, text]) => (
        <li key={text}>
          <b>{countOf(number, 'column')}</b> {text}
        </li>
      ))}
    </ul>
  );
}

function MappingApproval(props: {
  flowId: string;
  gate: Gate;
  mappings: readonly FieldMapping[];
  undecided: number;
  isSettling: boolean;
  onClose: () => void;
}) {
  const { flowId, gate, mappings, undecided, isSettling, onClose } = props;
  const [remaining, setRemaining] = useState<Remaining>('ignore');
  return (
    <ApproveDialog
      flowId={flowId}
      gate={gate}
      title="Approve the mapping"
      confirmLabel="Approve and continue"
      doneText="The mapping is approved. Values are being cleansed now."
      isSettling={isSettling}
      onClose={onClose}
      {...(undecided > 0 && { extra: { remaining } })}
    >
      <Summary mappings={mappings} />
      {undecided > 0 && (
        <Radio.Group
          label={`${countOf(undecided, 'column is', 'columns are')} still undecided. What should happen with ${undecided === 1 ? 'it' : 'them'}?`}
          value={remaining}
          onChange={(value) => setRemaining(value === 'custom_attribute' ? value : 'ignore')}
        >
          <Stack gap={6} mt={6}>
            <Radio value="ignore" label="Do not import" />
            <Radio value="custom_attribute" label="Keep as custom attributes under their own headers" />
          </Stack>
        </Radio.Group>
      )}
      <Text size="sm" c="dimmed">
        Next, values are converted and cleaned, and you see a preview. Nothing is written to the inventory
        before you approve that preview.
      </Text>
    </ApproveDialog>
  );
}

/** The gate of the mapping: what is missing, or the way to the last look and the approval. */
export function ApproveMapping(props: {
  flow: FlowDetails;
  gateState: MappingGate;
  mappings: readonly FieldMapping[];
  /** While own decisions are on their way. */
  isSettling: boolean;
  onReason: (reason: GateReason) => void;
}) {
  const { flow, gateState, mappings, isSettling, onReason } = props;
  const [open, setOpen] = useState(false);
  const gate =
    flow.gate?.kind === 'mapping_approval' && flow.status === 'waiting_for_approval' ? flow.gate : null;
  const blockers = gateState.reasons.filter((reason) => reason.code !== 'undecided_column');
  const undecided = gateState.reasons.length - blockers.length;
  const ready = gate !== null && gate.may_decide && blockers.length === 0;
  useShortcuts('Approval', [
    { keys: 'Ctrl+Enter', label: 'Approve, after a last look', run: () => ready && setOpen(true) },
  ]);
  if (gate === null) return null;
  return (
    <>
      <GateDecision
        flow={flow}
        gate={gate}
        satisfied={gateState.satisfied}
        reasons={gateState.reasons}
        readyText="Every column is decided. The mapping can be approved."
        onReason={onReason}
      >
        <Button disabled={!ready} onClick={() => setOpen(true)}>
          Approve mapping…
        </Button>
      </GateDecision>
      {open && (
        <MappingApproval
          flowId={flow.flow_id}
          gate={gate}
          mappings={mappings}
          undecided={undecided}
          isSettling={isSettling}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
