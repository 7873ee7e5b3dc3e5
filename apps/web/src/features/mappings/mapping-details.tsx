import { Button, Group, Stack, Text } from '@mantine/core';
import { IconArrowRight } from '@tabler/icons-react';
import type { FieldMapping } from '../../api/entities.ts';
import { AppLink } from '../../components/app-link.tsx';
import { countOf, formatShare, formatTime, formatValue } from '../../texts/format.ts';

export interface DetailActions {
  readonly choose: (target: string) => void;
  readonly ignore: () => void;
  readonly custom: () => void;
  readonly takeBack: () => void;
}

function Evidence({ mapping }: { mapping: FieldMapping }) {
  return (
    <section aria-label="Why this was proposed">
      <p className="title">Why</p>
      {mapping.evidence.length === 0 ? (
        <Text size="sm" c="dimmed">
          Nothing in the header or the values points to a known field.
        </Text>
      ) : (
        <ul>
          {mapping.evidence.map((one) => (
            <li key={`${one.signal} ${one.text}`}>{one.text}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Conversion({ mapping }: { mapping: FieldMapping }) {
  if (mapping.conversion.length === 0) return null;
  return (
    <section aria-label="What will be stored">
      <p className="title">What will be stored</p>
      <Stack gap={2}>
        {mapping.conversion.slice(0, 5).map((one, index) => (
          <Group key={`${index} ${one.before}`} gap={6} wrap="nowrap">
            <span className="sample">{one.before}</span>
            <IconArrowRight size={14} aria-label="becomes" style={{ flex: 'none' }} />
            <span className="sample">{formatValue(one.after)}</span>
            {one.note !== null && (
              <Text size="xs" c="dimmed" truncate>
                {one.note}
              </Text>
            )}
          </Group>
        ))}
      </Stack>
    </section>
  );
}

function Alternatives({
  mapping,
  choose,
}: {
  mapping: FieldMapping;
  choose: ((target: string) => void) | null;
}) {
  if (mapping.alternatives.length === 0) return null;
  return (
    <section aria-label="Other candidates">
      <p className="title">Or is it…</p>
      <Stack gap={4} align="flex-start">
        {mapping.alternatives.slice(0, 5).map((one, index) => (
          <Button
            key={one.target_field}
            size="compact-sm"
            variant="default"
            disabled={choose === null}
            leftSection={
              <span className="kbd" aria-hidden="true">
                {index + 1}
              </span>
            }
            title={one.evidence.map((line) => line.text).join('\n')}
            onClick={() => choose?.(one.target_field)}
          >
            {one.label} · {formatShare(one.confidence)}
          </Button>
        ))}
      </Stack>
    </section>
  );
}

function Decided({ mapping }: { mapping: FieldMapping }) {
  if (mapping.decided_at === null) return null;
  return (
    <Text size="xs" c="dimmed">
      Decided by {mapping.decided_by_name ?? 'somebody'}, {formatTime(mapping.decided_at)}
      {mapping.decision_note !== null && `: “${mapping.decision_note}”`}
    </Text>
  );
}

/** The active column opened: evidence, conversion, candidates and the rarer decisions. */
export function MappingDetails(props: {
  mapping: FieldMapping;
  flowId: string;
  busy: boolean;
  readOnly: boolean;
  actions: DetailActions;
}) {
  const { mapping, flowId, busy, readOnly, actions } = props;
  const decided = mapping.status !== 'suggested' && mapping.status !== 'unmapped';
  return (
    <div className="mapping-details">
      <Evidence mapping={mapping} />
      <Alternatives mapping={mapping} choose={readOnly || busy ? null : actions.choose} />
      <Conversion mapping={mapping} />
      <Stack gap={6} align="flex-start">
        {mapping.open_issues > 0 && (
          <AppLink href={`/discovery/data-validation/${flowId}`}>
            {countOf(mapping.open_issues, 'open data issue')}
          </AppLink>
        )}
        <Decided mapping={mapping} />
        {!readOnly && (
          <Group gap={6}>
            {decided && (
              <Button size="compact-sm" variant="default" disabled={busy} onClick={actions.takeBack}>
                Take back
              </Button>
            )}
            {mapping.status !== 'ignored' && (
              <Button size="compact-sm" variant="default" disabled={busy} onClick={actions.ignore}>
                Ignore column
              </Button>
            )}
            {mapping.status !== 'custom_attribute' && (
              <Button size="compact-sm" variant="default" disabled={busy} onClick={actions.custom}>
                Keep as custom attribute
              </Button>
            )}
          </Group>
        )}
      </Stack>
    </div>
  );
}
