import { Button, Stack, Text, TextInput } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useDeferredValue, useState } from 'react';
import type { LearnedMapping } from '../../api/entities.ts';
import { forgetLearned, learnedKey, learnedQuery } from '../../api/mappings.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag } from '../../components/tag.tsx';
import { TimeText } from '../../components/time-text.tsx';
import { countOf, formatShare } from '../../texts/format.ts';
import { categoryLabel } from '../../texts/vocabulary.ts';
import { OwnFields } from './own-fields.tsx';

/** What decisions have taught for this client, and the fields it has added to the catalog. */
export function LearnedTab() {
  const may = useRights();
  return (
    <Stack gap="xl">
      <Section id="learned" title="Learned from decisions">
        {may('engagement.settings') ? (
          <LearnedList />
        ) : (
          <EmptyState title="This list is for engagement managers">
            What your decisions teach is used for you all the same.
          </EmptyState>
        )}
      </Section>
      <Section id="own-fields" title="Own fields">
        <OwnFields />
      </Section>
    </Stack>
  );
}

function LearnedList() {
  const [search, setSearch] = useState('');
  const wanted = useDeferredValue(search.trim());
  return (
    <Stack gap="sm">
      <Text size="sm">
        Accepting, changing and rejecting a proposal teaches this client account; ignoring a column does not.
        Nobody else sees it. Deleting a flow keeps it.
      </Text>
      <TextInput
        aria-label="Search learned mappings"
        placeholder="Search by header or field"
        value={search}
        onChange={(event) => setSearch(event.currentTarget.value)}
        maw={360}
      />
      <LearnedPages key={wanted} search={wanted} />
    </Stack>
  );
}

function LearnedPages({ search }: { search: string }) {
  const queryClient = useQueryClient();
  const pager = usePager();
  const learned = useQuery(learnedQuery(search, pager.cursor));
  const forget = useCommand((id: string, key) => forgetLearned(id, key), {
    onSuccess: () => queryClient.invalidateQueries({ queryKey: learnedKey }),
  });
  return (
    <QueryView query={learned} label="learned mappings" rows={5}>
      {(page) => (
        <Stack gap="sm">
          {forget.error !== null && <ProblemAlert error={forget.error} />}
          {page.items.length === 0 ? (
            <EmptyState title={search === '' ? 'Nothing is learned yet' : 'Nothing learned fits this search'}>
              The next file with the same header is proposed what was decided here.
            </EmptyState>
          ) : (
            <LearnedTable
              items={page.items}
              pending={forget.isPending}
              onForget={(id) => forget.mutate(id)}
            />
          )}
          <Pager pager={pager} page={page} noun="learned mapping" />
        </Stack>
      )}
    </QueryView>
  );
}

function LearnedTable(props: {
  items: readonly LearnedMapping[];
  pending: boolean;
  onForget: (id: string) => void;
}) {
  return (
    <TableCard
      label="Learned mappings"
      heads={[
        'Header',
        'Taught',
        'Field',
        'Confidence now',
        'In files of',
        'Last decided',
        { spoken: 'Forget' },
      ]}
    >
      {props.items.map((item) => (
        <LearnedLine key={item.id} item={item} pending={props.pending} onForget={props.onForget} />
      ))}
    </TableCard>
  );
}

function LearnedLine(props: { item: LearnedMapping; pending: boolean; onForget: (id: string) => void }) {
  const { item, pending, onForget } = props;
  return (
    <tr>
      <td className="mono">{item.header}</td>
      <td>
        <Tag tone={item.polarity === 'positive' ? 'good' : 'bad'}>
          {item.polarity === 'positive' ? 'Means' : 'Does not mean'}
        </Tag>
      </td>
      <td>{item.target_label}</td>
      <td>
        {item.confidence === 0 ? 'Not proposed' : formatShare(item.confidence)}
        <Text size="xs" c="dimmed">
          {countOf(item.evidence, 'decision')}
        </Text>
      </td>
      <td>
        {categoryLabel[item.import_category]}
        {item.source_system !== null && ` · ${item.source_system}`}
      </td>
      <td>
        {item.last_decided_by_name}, <TimeText at={item.last_evidence_at} />
      </td>
      <td>
        <Button
          size="xs"
          variant="default"
          disabled={pending}
          onClick={() => onForget(item.id)}
          aria-label={`Forget ${item.header} as ${item.target_label}`}
        >
          Forget
        </Button>
      </td>
    </tr>
  );
}
