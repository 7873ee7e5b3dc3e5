import { Button, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FlowSummary } from '../../api/entities.ts';
import { incompleteFlowsQuery } from '../../api/flows.ts';
import { AppLink } from '../../components/app-link.tsx';
import { FlowCard } from '../../flow/flow-card.tsx';
import { QuickActions } from '../../flow/flow-commands.tsx';
import { useFlowDialogs } from '../../flow/flow-dialogs.tsx';

/** The blocking flow with what this person may do about it; undefined until the server has said so. */
function useOffered(flowId: string) {
  const incomplete = useQuery(incompleteFlowsQuery);
  return incomplete.data?.find((flow) => flow.flow_id === flowId);
}

/** Why a category takes no file now, the flow that holds it, and the ways to go on with it or end it. */
export function BlockedUpload({ label, flow }: { label: string; flow: FlowSummary }) {
  const offered = useOffered(flow.flow_id);
  const withoutDelete = offered?.allowed_commands.filter((command) => command !== 'delete') ?? [];
  return (
    <Stack gap="xs">
      <div className="notice" data-tone="warn" role="status">
        <Text fw={650}>{label} has an unfinished flow</Text>
        <Text size="sm">
          One file of a category is worked on at a time, so that two files never change the same assets at
          once. Continue with this flow, or discard it: then it and everything made from its file are deleted,
          and the next file can start.
        </Text>
      </div>
      <FlowCard
        flow={offered ?? flow}
        actions={
          <>
            {offered !== undefined && <QuickActions flow={{ ...offered, allowed_commands: withoutDelete }} />}
            {offered !== undefined && <Discard flow={offered} />}
            <Button size="xs" variant="subtle" component={AppLink} href="/flows?status=incomplete">
              Manage flows
            </Button>
          </>
        }
      />
    </Stack>
  );
}

function Discard({ flow }: { flow: NonNullable<ReturnType<typeof useOffered>> }) {
  const { open } = useFlowDialogs();
  if (!flow.allowed_commands.includes('delete')) return null;
  return (
    <Button
      size="xs"
      variant="default"
      className="danger"
      onClick={() => open({ command: 'delete', flow, confirmLabel: 'Discard' })}
    >
      Discard…
    </Button>
  );
}

/** Deletes the flow in the way, after showing the impact, and uploads the chosen file: one action. */
export function DiscardAndUpload({ flow, onDiscarded }: { flow: FlowSummary; onDiscarded: () => void }) {
  const { open } = useFlowDialogs();
  const offered = useOffered(flow.flow_id);
  const label = 'Discard and upload this file';
  const mayDelete = offered?.allowed_commands.includes('delete') === true;
  return (
    <Button
      disabled={!mayDelete}
      onClick={() => open({ command: 'delete', flow, confirmLabel: label, onDeleted: onDiscarded })}
    >
      {mayDelete ? `${label}…` : 'Upload and start'}
    </Button>
  );
}
