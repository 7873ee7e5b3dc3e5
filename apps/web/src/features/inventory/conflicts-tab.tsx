import { Button, Group, Radio, Select, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type {
  AssetConflict,
  ConflictResolution,
  FlowDetails,
  ResolveConflictBody,
} from '../../api/entities.ts';
import { conflictsQuery, resolveConflict } from '../../api/inventory.ts';
import { useCommand } from '../../api/use-command.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { GateDecision } from '../../flow/gate-decision.tsx';
import { countOf, formatCount, formatValue } from '../../texts/format.ts';
import { resolutionLabel, sentenceOf } from '../../texts/vocabulary.ts';

const typeText: Readonly<Record<AssetConflict['conflict_type'], string>> = {
  ambiguous_match: 'The row fits several assets',
  weak_match: 'The row may be this asset, but the proof is weak',
  identity_contradiction: 'Two identifying values contradict each other',
  protected_value: 'The row would change a value that a person set',
};

/** Rows that could not be matched safely, side by side with what they may be. */
export function ConflictsTab({ flow }: { flow: FlowDetails }) {
  const query = useQuery(conflictsQuery(flow.flow_id));
  const gate = flow.gate?.kind === 'asset_conflict' ? flow.gate : null;
  const mayDecide = gate?.may_decide === true;
  return (
    <QueryView query={query} label="conflicts">
      {(answer) =>
        answer.total === 0 ? (
          <EmptyState title="No conflict is open">Every row has found its asset.</EmptyState>
        ) : (
          <Stack gap="md">
            {gate !== null && (
              <GateDecision
                flow={flow}
                gate={gate}
                satisfied={gate.satisfied}
                reasons={gate.reasons}
                readyText="Every conflict is settled."
              />
            )}
            <Text role="status">
              {countOf(answer.total, 'conflict')} to settle. The flow completes with the last one.
            </Text>
            {answer.items.map((conflict) => (
              <ConflictCard key={conflict.id} conflict={conflict} mayDecide={mayDecide} />
            ))}
          </Stack>
        )
      }
    </QueryView>
  );
}

type Side = 'existing' | 'incoming';
const linkTypes = ['hosted_by', 'runs_on', 'member_of', 'depends_on'] as const;
type LinkType = (typeof linkTypes)[number];

function bodyOf(
  conflict: AssetConflict,
  choice: { resolution: ConflictResolution; assetId: string; link: LinkType; sides: Record<string, Side> },
): ResolveConflictBody {
  return {
    resolution: choice.resolution,
    asset_id: choice.assetId,
    expected_version: conflict.version,
    ...(choice.resolution === 'merge' && { field_choices: choice.sides }),
    ...(choice.resolution === 'create_both_with_dependency' && { dependency_type: choice.link }),
  };
}

function useSettling(conflict: AssetConflict) {
  const queryClient = useQueryClient();
  const [assetId, setAssetId] = useState(conflict.candidates[0]?.asset_id ?? '');
  const [sides, setSides] = useState<Record<string, Side>>({});
  const [link, setLink] = useState<LinkType>('depends_on');
  const settle = useCommand(
    (resolution: ConflictResolution, key) =>
      resolveConflict(conflict.id, bodyOf(conflict, { resolution, assetId, link, sides }), key),
    { onSuccess: () => queryClient.invalidateQueries() },
  );
  return { assetId, setAssetId, sides, setSides, link, setLink, settle };
}

type Settling = ReturnType<typeof useSettling>;

function ConflictCard({ conflict, mayDecide }: { conflict: AssetConflict; mayDecide: boolean }) {
  const settling = useSettling(conflict);
  const { assetId, setAssetId, settle } = settling;
  const keys = conflict.match_keys.map((key) => `${sentenceOf(key.kind).toLowerCase()} ${key.value}`);
  return (
    <Stack className="card" p="md" gap="sm">
      <div>
        <Text fw={650}>{typeText[conflict.conflict_type]}</Text>
        <Text size="sm" c="dimmed">
          Row {formatCount(conflict.row_number)}
          {keys.length > 0 && ` · matched by ${keys.join(', ')}`}
        </Text>
      </div>
      {settle.error !== null && <ProblemAlert error={settle.error} />}
      {conflict.candidates.length > 1 && (
        <Select
          label="Which asset is it?"
          allowDeselect={false}
          data={conflict.candidates.map((one) => ({ value: one.asset_id, label: one.name }))}
          value={assetId}
          onChange={(next) => setAssetId(next ?? assetId)}
          maw={360}
        />
      )}
      <SideBySide conflict={conflict} settling={settling} />
      {mayDecide && <Resolutions settling={settling} />}
    </Stack>
  );
}

const resolutions: readonly ConflictResolution[] = [
  'keep_existing',
  'replace_with_new',
  'merge',
  'create_both_with_dependency',
];

function Resolutions({ settling }: { settling: Settling }) {
  const { settle, link, setLink } = settling;
  return (
    <Group gap="xs">
      {resolutions.map((resolution, index) => (
        <Button
          key={resolution}
          size="xs"
          variant={index === 0 ? 'filled' : 'default'}
          disabled={settle.isPending}
          loading={settle.isPending && settle.variables === resolution}
          onClick={() => settle.mutate(resolution)}
        >
          {resolutionLabel[resolution]}
        </Button>
      ))}
      <Select
        size="xs"
        aria-label="How they are linked when both are kept"
        allowDeselect={false}
        data={linkTypes.map((type) => ({
          value: type,
          label: `New one: ${sentenceOf(type).toLowerCase()} the other`,
        }))}
        value={link}
        onChange={(next) => setLink(linkTypes.find((type) => type === next) ?? link)}
        w={240}
      />
    </Group>
  );
}

function SideBySide({ conflict, settling }: { conflict: AssetConflict; settling: Settling }) {
  const candidate = conflict.candidates.find((one) => one.asset_id === settling.assetId);
  const fields = Object.keys({ ...candidate?.fields, ...conflict.incoming }).filter(
    (key) => formatValue(candidate?.fields[key]) !== '—' || formatValue(conflict.incoming[key]) !== '—',
  );
  return (
    <div
      className="scroll-x"
      tabIndex={0}
      role="region"
      aria-label={`Row ${conflict.row_number} side by side`}
    >
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Field</th>
            <th scope="col">Existing: {candidate?.name ?? 'none'}</th>
            <th scope="col">In the file</th>
            <th scope="col">When merging, keep</th>
          </tr>
        </thead>
        <tbody>
          {fields.map((field) => (
            <FieldLine
              key={field}
              field={field}
              conflict={conflict}
              existing={candidate?.fields[field]}
              settling={settling}
            />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function FieldLine(props: { field: string; conflict: AssetConflict; existing: unknown; settling: Settling }) {
  const { field, conflict, existing, settling } = props;
  const differs = conflict.differing_fields.includes(field);
  const identifies = conflict.match_keys.some((key) => key.kind === field);
  return (
    <tr style={differs ? { background: 'var(--landfall-active-row)' } : undefined}>
      <th scope="row" style={{ borderBottom: '1px solid var(--landfall-line)' }}>
        {sentenceOf(field)}
        {identifies && ' (identifies)'}
        {differs && <span className="visually-hidden"> (differs)</span>}
      </th>
      <td>{formatValue(existing)}</td>
      <td>{formatValue(conflict.incoming[field])}</td>
      <td>{differs && <SideChoice field={field} settling={settling} />}</td>
    </tr>
  );
}

function SideChoice({ field, settling }: { field: string; settling: Settling }) {
  const { sides, setSides } = settling;
  return (
    <Radio.Group
      aria-label={`Value of ${sentenceOf(field)} to keep`}
      value={sides[field] ?? 'existing'}
      onChange={(side) => setSides({ ...sides, [field]: side === 'incoming' ? side : 'existing' })}
    >
      <Group gap="sm">
        <Radio value="existing" label="Existing" />
        <Radio value="incoming" label="File" />
      </Group>
    </Radio.Group>
  );
}
