import { ownValue } from '@landfall/domain/shared/own-value';
import { Button, Group, Modal, NativeSelect, Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import type { ImportCategory, QualityIssue } from '../../api/entities.ts';
import { targetFieldsQuery } from '../../api/mappings.ts';
import { QueryView } from '../../components/query-view.tsx';
import { countOf } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

interface Word {
  readonly value: string;
  readonly count: number;
}

function isWord(one: unknown): one is Word {
  return (
    typeof one === 'object' &&
    one !== null &&
    'value' in one &&
    typeof one.value === 'string' &&
    'count' in one &&
    typeof one.count === 'number'
  );
}

/** The words of the source that an issue is about, most frequent first. */
export function unknownWords({ detail }: Pick<QualityIssue, 'detail'>): Word[] {
  const { values } = detail;
  return Array.isArray(values) ? values.filter(isWord) : [];
}

/** Lets a person say what words of the source mean; words without a meaning stay unknown. */
export function MapValuesDialog(props: {
  issue: QualityIssue;
  category: ImportCategory;
  onSave: (values: Record<string, string>) => void;
  onClose: () => void;
}) {
  const { issue, category, onSave, onClose } = props;
  const fields = useQuery(targetFieldsQuery(category));
  return (
    <Modal opened onClose={onClose} title={`What do the words in “${issue.column ?? ''}” mean?`} size="lg">
      <QueryView query={fields} label="values of the field" rows={3}>
        {(catalog) => (
          <ValueTable
            words={unknownWords(issue)}
            known={meaningsSoFar(issue)}
            vocabulary={catalog.find(({ key }) => key === issue.target_field)?.vocabulary ?? []}
            onSave={onSave}
            onClose={onClose}
          />
        )}
      </QueryView>
    </Modal>
  );
}

/** Meanings that were given before; a later decision stands instead of the earlier one, so that it repeats them. */
function meaningsSoFar({ decision }: QualityIssue): Readonly<Record<string, string>> {
  const values = decision?.action === 'map_values' ? decision.parameters['values'] : undefined;
  if (typeof values !== 'object' || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).flatMap(([word, meaning]) =>
      typeof meaning === 'string' ? [[word, meaning] as const] : [],
    ),
  );
}

function ValueTable(props: {
  words: readonly Word[];
  known: Readonly<Record<string, string>>;
  vocabulary: readonly string[];
  onSave: (values: Record<string, string>) => void;
  onClose: () => void;
}) {
  const { words, known, vocabulary, onSave, onClose } = props;
  const [meanings, setMeanings] = useState(known);
  const chosen = Object.entries(meanings).filter(([, meaning]) => meaning !== '');
  const choices = [
    { value: '', label: 'Leave unknown' },
    ...vocabulary.map((value) => ({ value, label: sentenceOf(value) })),
  ];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (chosen.length > 0) onSave(Object.fromEntries(chosen));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        <Text size="sm" c="dimmed">
          The table is kept with the import. What stays unknown is empty in the inventory.
        </Text>
        {words.map(({ value, count }) => (
          <NativeSelect
            key={value}
            label={<span className="mono">{value}</span>}
            description={countOf(count, 'row')}
            data={choices}
            value={ownValue(meanings, value) ?? ''}
            onChange={(event) => setMeanings({ ...meanings, [value]: event.currentTarget.value })}
          />
        ))}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button type="submit" disabled={chosen.length === 0}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
