import { Button, Group, NumberInput, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { checkThresholdsQuery, storeCheckThresholds } from '../../api/check-thresholds.ts';
import type { CheckThreshold } from '../../api/entities.ts';
import { putAnswer } from '../../api/put-answer.ts';
import { useCommand } from '../../api/use-command.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { sentenceOf } from '../../texts/vocabulary.ts';

/** The limits that checks of imported files go by. */
export function ThresholdsPage() {
  const thresholds = useQuery(checkThresholdsQuery);
  return (
    <Stack maw={760}>
      <PageHeader
        title="Check limits"
        subtitle="From where on a check finds something. A change holds for the next imports; what was found stays, and says the limit it went by."
      />
      <QueryView query={thresholds} label="limits" rows={7}>
        {({ items }) => <ThresholdForm stored={items} />}
      </QueryView>
    </Stack>
  );
}

type Values = Readonly<Record<string, number | string>>;

const shownOf = ({ unit, value }: Pick<CheckThreshold, 'unit' | 'value'>): number =>
  unit === 'share' ? Math.round(value * 1000) / 10 : value;

function ThresholdForm({ stored }: { stored: readonly CheckThreshold[] }) {
  const cache = useQueryClient();
  const [values, setValues] = useState<Values>(
    Object.fromEntries(stored.map((each) => [each.name, shownOf(each)])),
  );
  const save = useCommand(
    (next: Parameters<typeof storeCheckThresholds>[0], key) => storeCheckThresholds(next, key),
    { onSuccess: (answer) => putAnswer(cache, checkThresholdsQuery.queryKey, () => answer) },
  );
  const isChanged = stored.some((each) => values[each.name] !== shownOf(each));
  const isWhole = stored.every(({ name }) => typeof values[name] === 'number');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(changesOf(stored, values));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {save.error !== null && <ProblemAlert error={save.error} />}
        {save.isSuccess && !isChanged && (
          <Text size="sm" role="status">
            The limits are saved. They hold for the next imports.
          </Text>
        )}
        {stored.map((each) => (
          <ThresholdField
            key={each.name}
            threshold={each}
            value={values[each.name] ?? ''}
            onChange={(value) => setValues({ ...values, [each.name]: value })}
          />
        ))}
        <Group>
          <Button type="submit" disabled={!isChanged || !isWhole} loading={save.isPending}>
            Save the limits
          </Button>
          <Button variant="default" onClick={() => setValues(defaultsOf(stored))}>
            Fill in the defaults
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function defaultsOf(stored: readonly CheckThreshold[]): Values {
  return Object.fromEntries(
    stored.map(({ name, unit, default: value }) => [name, shownOf({ unit, value })] as const),
  );
}

/** What is not the default; shares go to the server as shares. */
function changesOf(
  stored: readonly CheckThreshold[],
  values: Values,
): Parameters<typeof storeCheckThresholds>[0] {
  return Object.fromEntries(
    stored.flatMap(({ name, unit, default: standard }) => {
      const shown = values[name];
      if (typeof shown !== 'number') return [];
      const value = unit === 'share' ? shown / 100 : shown;
      return Math.abs(value - standard) < 1e-9 ? [] : [[name, value] as const];
    }),
  );
}

const suffixes = {
  applications: ' applications',
  connections: ' connections',
  percent: ' %',
  months: ' months',
  share: ' %',
  cores: ' cores',
  GB: ' GB',
} as const;

function ThresholdField(props: {
  threshold: CheckThreshold;
  value: number | string;
  onChange: (value: number | string) => void;
}) {
  const { threshold, value, onChange } = props;
  const { name, check, meaning, unit, min, max, is_whole: isWhole } = threshold;
  const suffix = suffixes[unit];
  return (
    <NumberInput
      label={sentenceOf(name).replace(/\bcpu\b/, 'CPU')}
      description={`${meaning} Check: ${sentenceOf(check)}. Default ${shownOf({ unit, value: threshold.default })}${suffix}.`}
      value={value}
      onChange={onChange}
      min={shownOf({ unit, value: min })}
      max={shownOf({ unit, value: max })}
      allowDecimal={!isWhole}
      suffix={suffix}
      clampBehavior="strict"
      maw={460}
    />
  );
}
