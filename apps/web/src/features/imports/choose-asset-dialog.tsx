import { Button, Group, Modal, Radio, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { RejectedRow, RowCandidate, RowQuestion, RowQuestions } from '../../api/entities.ts';
import { chooseAsset, rowQuestionsQuery } from '../../api/row-choices.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { countOf, formatCount } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

interface ChooseProps {
  readonly importId: string;
  /** Version of the flow the row is shown at. */
  readonly version: number;
  readonly row: RejectedRow;
  readonly onClose: () => void;
}

/** Asks which asset a rejected row is about, when several fit. */
export function ChooseAssetDialog(props: ChooseProps) {
  const { importId, version, row, onClose } = props;
  const query = useQuery(rowQuestionsQuery(importId, { version, row: row.row_number }));
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Choose the asset of line ${formatCount(row.line_number)}`}
      size="lg"
    >
      <QueryView query={query} label="candidates">
        {(answer) => {
          const [question, ...others] = answer.questions;
          return question === undefined ? (
            <NothingToChoose onClose={onClose} />
          ) : (
            <Question
              key={question.about}
              {...props}
              question={question}
              answer={answer}
              others={others.length}
            />
          );
        }}
      </QueryView>
    </Modal>
  );
}

function NothingToChoose({ onClose }: Pick<ChooseProps, 'onClose'>) {
  return (
    <Stack>
      <Text>
        What the row may be is not in the inventory, only in other rows of the file. Correct the row: write
        the name of what it is about.
      </Text>
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
      </Group>
    </Stack>
  );
}

const none = 'none';

function useChoice({ importId, row, onClose }: ChooseProps, answer: RowQuestions, { about }: RowQuestion) {
  const queryClient = useQueryClient();
  return useCommand(
    (chosen: string, key) => {
      const assetId = chosen === none ? null : chosen;
      const choice = { about, asset_id: assetId, expected_version: answer.flow.version };
      return chooseAsset({ importId, row: row.row_number }, choice, key);
    },
    {
      onSuccess: async ({ rows }) => {
        notifications.show({ message: `${countOf(rows, 'row')} settled; the flow goes on with it.` });
        onClose();
        await queryClient.invalidateQueries();
      },
    },
  );
}

interface QuestionProps extends ChooseProps {
  readonly answer: RowQuestions;
  readonly question: RowQuestion;
  /** Questions that follow when this one is settled. */
  readonly others: number;
}

function Question(props: QuestionProps) {
  const { question, answer, others, onClose } = props;
  const { named, rows, candidates, more } = question;
  const [chosen, setChosen] = useState('');
  const choice = useChoice(props, answer, question);
  return (
    <Stack>
      {choice.error !== null && <ProblemAlert error={choice.error} />}
      <Text>
        {named === null
          ? 'Several assets of the inventory fit this row.'
          : `Several assets of the inventory fit ${named}.`}{' '}
        {rows > 1 && `The choice settles ${countOf(rows, 'rejected row')}.`}
        {others > 0 && ' The other end of the connection is asked about next.'}
      </Text>
      <Radio.Group label="Which one is it?" value={chosen} onChange={setChosen}>
        <Stack gap="sm" mt="xs">
          {candidates.map((candidate) => (
            <Radio
              key={candidate.asset_id}
              value={candidate.asset_id}
              label={candidate.name}
              description={describedBy(candidate)}
            />
          ))}
          <Radio value={none} label="None of them" description={noneText(answer)} />
        </Stack>
      </Radio.Group>
      {more > 0 && (
        <Text size="sm" c="dimmed">
          {`${countOf(more, 'more asset')} ${more === 1 ? 'fits' : 'fit'}. If it is one of those, add an identifier to the row.`}
        </Text>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Cancel
        </Button>
        <Button disabled={chosen === ''} loading={choice.isPending} onClick={() => choice.mutate(chosen)}>
          Choose
        </Button>
      </Group>
    </Stack>
  );
}

function noneText({ creates_missing: createsMissing }: RowQuestions): string {
  return createsMissing
    ? 'A new asset is made of it.'
    : 'The import was told to make no assets, so the row stays rejected.';
}

/** What an asset is known by, in one line. */
function describedBy({ asset_type: type, fields }: RowCandidate): string {
  const told = Object.entries(fields).map(([field, text]) => `${sentenceOf(field)} ${text}`);
  return [sentenceOf(type), ...told].join(' · ');
}
