import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconCheck, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { FieldMapping } from '../../api/entities.ts';
import { ConfidenceMeter } from '../../components/confidence-meter.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { formatShare } from '../../texts/format.ts';
import { mappingStatusLabel, typeWord } from '../../texts/vocabulary.ts';

const statusTone: Readonly<Record<FieldMapping['status'], Tone>> = {
  unmapped: 'warn',
  suggested: 'plain',
  approved: 'good',
  rejected: 'bad',
  ignored: 'plain',
  custom_attribute: 'info',
};

const shownSamples = 3;

export function targetText(mapping: FieldMapping): string {
  if (mapping.status === 'custom_attribute') return `Custom: ${mapping.target_field ?? mapping.source_field}`;
  if (mapping.status === 'ignored' || mapping.status === 'rejected') return 'Not imported';
  return mapping.target_label ?? mapping.target_field ?? 'Choose a target field';
}

function Column({ mapping }: { mapping: FieldMapping }) {
  const unit = mapping.detected_unit === null ? '' : `, ${mapping.detected_unit}`;
  return (
    <div style={{ minWidth: 0 }}>
      <Text fw={600} size="sm" truncate title={mapping.source_field}>
        {mapping.source_field === '' ? `Column ${mapping.position + 1}` : mapping.source_field}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {typeWord(mapping.detected_type)}
        {unit} · {formatShare(mapping.filled_share)} filled
      </Text>
    </div>
  );
}

function Samples({ samples }: { samples: readonly string[] }) {
  if (samples.length === 0)
    return (
      <Text size="xs" c="dimmed">
        No values in this column
      </Text>
    );
  return (
    <Group gap={4} wrap="nowrap" style={{ minWidth: 0, overflow: 'hidden' }}>
      {samples.slice(0, shownSamples).map((sample, index) => (
        <span key={`${index} ${sample}`} className="sample" title={sample}>
          {sample}
        </span>
      ))}
    </Group>
  );
}

export interface RowActions {
  readonly accept: (target: string) => void;
  readonly reject: () => void;
}

function DecisionButtons({
  mapping,
  busy,
  actions,
}: {
  mapping: FieldMapping;
  busy: boolean;
  actions: RowActions;
}) {
  const { source_field: name, target_field: target, status } = mapping;
  return (
    <Group gap={4} wrap="nowrap">
      <Tooltip label="Accept (a)">
        <ActionIcon
          variant="light"
          color="green"
          className="icon-good"
          aria-label={`Accept ${name}`}
          disabled={busy || target === null || status === 'approved'}
          onClick={() => target !== null && actions.accept(target)}
        >
          <IconCheck size={16} />
        </ActionIcon>
      </Tooltip>
      <Tooltip label="Reject (x)">
        <ActionIcon
          variant="light"
          color="red"
          className="icon-bad"
          aria-label={`Reject ${name}`}
          disabled={busy || status === 'rejected'}
          onClick={actions.reject}
        >
          <IconX size={16} />
        </ActionIcon>
      </Tooltip>
    </Group>
  );
}

/** One column of the file in one line; `target` replaces the plain text in the active row. */
export function MappingLine(props: {
  mapping: FieldMapping;
  active: boolean;
  busy: boolean;
  target: ReactNode;
  actions: RowActions | null;
}) {
  const { mapping, active, busy, target, actions } = props;
  return (
    <div className="mapping-row" data-active={active} style={active ? { borderBottom: 0 } : {}}>
      <Column mapping={mapping} />
      <Samples samples={mapping.samples} />
      {target === false ? <div className="target-button">{targetText(mapping)}</div> : target}
      <ConfidenceMeter confidence={mapping.confidence} band={mapping.band} />
      <Tag tone={statusTone[mapping.status]}>{mappingStatusLabel[mapping.status]}</Tag>
      {actions === null ? <span /> : <DecisionButtons mapping={mapping} busy={busy} actions={actions} />}
    </div>
  );
}
