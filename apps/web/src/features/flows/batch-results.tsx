import { Button, Group, Stack, Text } from '@mantine/core';
import type { BatchCommandAnswer, FlowSummary } from '../../api/entities.ts';
import { Tag } from '../../components/tag.tsx';
import { countOf } from '../../texts/format.ts';
import { outcomeText } from '../../texts/flow-words.ts';

/** What came of a command for each flow it was given to; one that was refused stops none of the others. */
export function BatchResults(props: {
  answer: BatchCommandAnswer;
  flows: readonly FlowSummary[];
  onClose: () => void;
}) {
  const { answer, flows, onClose } = props;
  const names = new Map(flows.map((flow) => [flow.flow_id, flow.flow_name]));
  const failed = answer.failed > 0 ? `, ${countOf(answer.failed, 'flow')} refused` : '';
  return (
    <Stack>
      <Text fw={650} role="status">
        Done for {countOf(answer.succeeded, 'flow')}
        {failed}.
      </Text>
      <ul className="result-list" aria-label="Result for each flow">
        {answer.results.map((result) => (
          <li key={result.id}>
            <Tag tone={result.code === undefined ? 'good' : 'bad'}>
              {result.code === undefined ? 'Done' : 'Refused'}
            </Tag>
            <div>
              <b>{names.get(result.id) ?? result.id}</b>
              <Text size="sm">{result.message ?? outcomeText(result.outcome)}</Text>
              {result.code !== undefined && (
                <Text size="xs" c="dimmed" className="mono">
                  {result.code}
                </Text>
              )}
            </div>
          </li>
        ))}
      </ul>
      <Group justify="flex-end">
        <Button onClick={onClose} data-autofocus>
          Close
        </Button>
      </Group>
    </Stack>
  );
}
