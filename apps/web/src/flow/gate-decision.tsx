import { Button, Group, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import type { FlowDetails, Gate } from '../api/entities.ts';
import { flowHistoryQuery } from '../api/flows.ts';
import { TimeText } from '../components/time-text.tsx';
import { GateBar, type GateBarProps } from './gate-bar.tsx';
import { RequestChangesDialog } from './request-changes-dialog.tsx';

interface GateDecisionProps extends Omit<GateBarProps, 'mayDecide'> {
  readonly flow: FlowDetails;
  readonly gate: Gate;
  /** The way to the approval. */
  readonly children?: ReactNode;
}

/** An open gate: what is missing, what was asked to change, and the ways to approve or to ask for changes. */
export function GateDecision({ flow, gate, children, ...bar }: GateDecisionProps) {
  const [asking, setAsking] = useState(false);
  return (
    <Stack gap="sm">
      <RequestedChanges flowId={flow.flow_id} gate={gate} />
      <GateBar {...bar} mayDecide={gate.may_decide}>
        {gate.may_decide && (
          <Group gap="xs">
            <Button variant="default" onClick={() => setAsking(true)}>
              Request changes…
            </Button>
            {children}
          </Group>
        )}
      </GateBar>
      {asking && <RequestChangesDialog flow={flow} gate={gate} onClose={() => setAsking(false)} />}
    </Stack>
  );
}

/** What was asked to change here last; gone once the gate is approved. */
function RequestedChanges({ flowId, gate }: { flowId: string; gate: Gate }) {
  const history = useQuery(flowHistoryQuery(flowId));
  const last = history.data?.decisions.find((decision) => decision.gate_id === gate.id);
  if (last?.decision !== 'reject') return null;
  return (
    <section className="notice" data-tone="warn" aria-label="Requested changes">
      <Text size="sm" fw={600}>
        Changes requested by {last.decided_by.name}, <TimeText at={last.decided_at} />
      </Text>
      <Text size="sm">“{last.note}”</Text>
    </section>
  );
}
