import { groupBy } from '@landfall/domain/shared/group-by';
import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import type { FlowDetails, QualityIssue } from '../../api/entities.ts';
import { countOf } from '../../texts/format.ts';
import { IssueCard } from './issue-card.tsx';

/** Findings of one kind from which on they share a line that opens. */
const several = 3;
/** Columns named in that line. */
const mostNamed = 8;

interface FindingsProps {
  readonly issues: readonly QualityIssue[];
  readonly flow: FlowDetails;
  readonly mayDecide: boolean;
}

/** Findings nobody has to decide: kinds that many columns have take one line each, which opens to its findings. */
export function FindingsByKind({ issues, ...rest }: FindingsProps) {
  const kinds = [...groupBy(issues, ({ rule_code: rule }) => rule)];
  return kinds.map(([rule, found]) =>
    found.length < several ? (
      found.map((issue) => <IssueCard key={issue.id} issue={issue} {...rest} />)
    ) : (
      <Kind key={rule} issues={found} {...rest} />
    ),
  );
}

function Kind({ issues, ...rest }: FindingsProps) {
  const [isOpen, setOpen] = useState(false);
  return (
    <details className="card finding-kind" onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Text span fw={600}>
          {issues[0]?.title}
        </Text>{' '}
        <Text span size="sm" c="dimmed">
          {countOf(issues.length, 'finding')}
          {namesText(issues)}
        </Text>
      </summary>
      {isOpen && (
        <Stack gap="sm" mt="sm">
          {issues.map((issue) => (
            <IssueCard key={issue.id} issue={issue} {...rest} />
          ))}
        </Stack>
      )}
    </details>
  );
}

function namesText(issues: readonly QualityIssue[]): string {
  const names = issues.flatMap(({ column }) => (column === null ? [] : [`“${column}”`]));
  if (names.length === 0) return '';
  const others = names.length - mostNamed;
  return ` · ${names.slice(0, mostNamed).join(', ')}${others > 0 ? ` and ${countOf(others, 'other')}` : ''}`;
}
