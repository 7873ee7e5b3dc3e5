import { Button, Checkbox, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FlowSummary, IncompleteFlow } from '../../api/entities.ts';
import { incompleteFlowsQuery } from '../../api/flows.ts';
import { AppLink } from '../../components/app-link.tsx';
import { FlowStatusTag } from '../../components/tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { FlowProgress, FlowTrouble, linkLabel, standingOf } from '../../flow/flow-card.tsx';
import { QuickActions } from '../../flow/flow-commands.tsx';
import { StaleTag } from '../../flow/stale-tag.tsx';
import { categoryLabel } from '../../texts/vocabulary.ts';
import type { Selection } from './use-selection.ts';

/** Flows as rows, with a box each when several may be acted on at once. */
export function FlowTable({
  flows,
  selection,
}: {
  flows: readonly FlowSummary[];
  selection: Selection | null;
}) {
  const incomplete = useQuery(incompleteFlowsQuery);
  const offered = new Map(incomplete.data?.map((flow) => [flow.flow_id, flow]));
  return (
    <div className="card scroll-x" tabIndex={0} role="region" aria-label="Flows">
      {/* biome-ignore lint/a11y/noNoninteractiveElementInteractions: arrows move between the boxes inside */}
      <table className="plain" onKeyDown={selection?.onKeyDown}>
        <thead>
          <tr>
            {selection !== null && <SelectAll selection={selection} total={flows.length} />}
            <th scope="col">Flow</th>
            <th scope="col" className="wide-only">
              State
            </th>
            <th scope="col" className="wide-only">
              Where it stands
            </th>
            <th scope="col" className="wide-only" style={{ width: 170 }}>
              Progress
            </th>
            <th scope="col" className="wide-only">
              Last activity
            </th>
            <th scope="col">
              <span className="visually-hidden">Actions</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {flows.map((flow) => (
            <FlowLine
              key={flow.flow_id}
              flow={flow}
              offered={offered.get(flow.flow_id)}
              selection={selection}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function SelectAll({ selection, total }: { selection: Selection; total: number }) {
  const count = selection.ids.length;
  return (
    <th scope="col" style={{ width: 40 }}>
      <Checkbox
        aria-label="Select all flows shown"
        checked={count === total}
        indeterminate={count > 0 && count < total}
        onChange={selection.toggleAll}
      />
    </th>
  );
}

interface FlowLineProps {
  readonly flow: FlowSummary;
  readonly offered: IncompleteFlow | undefined;
  readonly selection: Selection | null;
}

function FlowLine({ flow, offered, selection }: FlowLineProps) {
  return (
    <tr data-selected={selection?.has(flow.flow_id)}>
      {selection !== null && (
        <td>
          <Checkbox
            aria-label={`Select ${flow.flow_name}`}
            data-flow={flow.flow_id}
            checked={selection.has(flow.flow_id)}
            onClick={(event) => selection.toggle(flow.flow_id, event)}
            onChange={() => undefined}
          />
        </td>
      )}
      <td>
        <AppLink href={`/flows/${flow.flow_id}`}>{flow.flow_name}</AppLink>
        <Text size="xs" c="dimmed">
          {categoryLabel[flow.import_category]} · {flow.owner}
        </Text>
        <div className="narrow-only">
          <FlowStatusTag status={flow.status} />
          <Text size="xs">{standingOf(flow)}</Text>
        </div>
        <FlowTrouble flow={flow} />
      </td>
      <StandingCells flow={flow} />
      <td>
        <LineActions flow={flow} offered={offered} />
      </td>
    </tr>
  );
}

function StandingCells({ flow }: { flow: FlowSummary }) {
  return (
    <>
      <td className="wide-only">
        <FlowStatusTag status={flow.status} />
      </td>
      <td className="wide-only">{standingOf(flow)}</td>
      <td className="wide-only">
        <FlowProgress flow={flow} />
      </td>
      <td className="wide-only">
        <TimeText at={flow.last_activity} />
        <div>
          <StaleTag flow={flow} />
        </div>
      </td>
    </>
  );
}

function LineActions({ flow, offered }: Omit<FlowLineProps, 'selection'>) {
  return (
    <div className="line-actions">
      <Button
        size="xs"
        variant="subtle"
        component={AppLink}
        href={flow.link}
        aria-label={`${linkLabel(flow)}: ${flow.flow_name}`}
      >
        {linkLabel(flow)}
      </Button>
      {offered !== undefined && <QuickActions flow={offered} />}
    </div>
  );
}
