import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AttributeCoverage, FlowDetails } from '../../api/entities.ts';
import { coverageQuery } from '../../api/mappings.ts';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag, type Tone } from '../../components/tag.tsx';
import { sentenceOf } from '../../texts/vocabulary.ts';

const words: Readonly<Record<AttributeCoverage['items'][number]['state'], { text: string; tone: Tone }>> = {
  mapped: { text: 'Mapped', tone: 'good' },
  suggested: { text: 'Proposed', tone: 'warn' },
  unmapped: { text: 'Not in this file', tone: 'plain' },
};

/** The facts later planning needs, and which of them this file brings. */
export function CriticalAttributes({ flow }: { flow: FlowDetails }) {
  const coverage = useQuery(coverageQuery(flow.flow_id, flow.data_import_id));
  return (
    <QueryView query={coverage} label="critical attributes" rows={8}>
      {(answer) => (
        <Stack gap="sm">
          <Text size="sm">
            This file covers <b>{answer.covered}</b> of {answer.total} facts that planning a migration needs.
            Missing ones never block an import; another file can bring them.
          </Text>
          <TableCard label="Critical attributes" heads={['Attribute', 'Group', 'Needed', 'State', 'Fed by']}>
            {answer.items.map((item) => (
              <tr key={item.attribute}>
                <td>{item.label}</td>
                <td>{sentenceOf(item.group)}</td>
                <td>{item.required ? 'Required' : 'Helpful'}</td>
                <td>
                  <Tag tone={words[item.state].tone}>{words[item.state].text}</Tag>
                </td>
                <td>{item.fields.map(sentenceOf).join(', ')}</td>
              </tr>
            ))}
          </TableCard>
        </Stack>
      )}
    </QueryView>
  );
}
