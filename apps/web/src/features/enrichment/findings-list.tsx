import { Stack, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type FindingFilter, findingsQuery } from '../../api/dependencies.ts';
import type { Finding } from '../../api/entities.ts';
import { EmptyState } from '../../components/empty-state.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { severityTone, Tag } from '../../components/tag.tsx';
import { factText } from '../../texts/step-text.ts';
import { sentenceOf, typeWord } from '../../texts/vocabulary.ts';

/** What checks found on assets, worst first, page by page. */
export function FindingsList({ filter }: { filter: FindingFilter }) {
  const pager = usePager();
  const findings = useQuery(findingsQuery(filter, pager.cursor));
  return (
    <QueryView query={findings} label="findings" rows={6}>
      {(page) => (
        <Stack gap="sm">
          {page.items.length === 0 ? (
            <EmptyState title="No findings">
              {filter.import_id === undefined
                ? 'Checks run when a file of measurements, connections or sensitive data is imported.'
                : 'No check found anything about a single asset.'}
            </EmptyState>
          ) : (
            <FindingTable findings={page.items} />
          )}
          {page.total > 0 && <Pager pager={pager} page={page} noun="finding" />}
        </Stack>
      )}
    </QueryView>
  );
}

function FindingTable({ findings }: { findings: readonly Finding[] }) {
  return (
    <TableCard label="Table of findings" heads={['Asset', 'Check', 'Finding', 'What it rests on']}>
      {findings.map((finding) => (
        <tr key={finding.id}>
          <td>
            {finding.asset.name}
            <Text size="xs" c="dimmed">
              {typeWord(finding.asset.asset_type)}
            </Text>
          </td>
          <td>{sentenceOf(finding.check)}</td>
          <td>
            <Tag tone={severityTone[finding.severity]}>{sentenceOf(finding.status)}</Tag>
          </td>
          <td>
            {valueText(finding.value)}
            <CatalogSource evidence={finding.evidence} />
          </td>
        </tr>
      ))}
    </TableCard>
  );
}

/** Where a verdict that rests on a catalog comes from, and of which day. */
function CatalogSource({ evidence: { source, as_of: asOf } }: Pick<Finding, 'evidence'>) {
  if (typeof source !== 'string' || typeof asOf !== 'string') return null;
  return (
    <Text size="xs" c="dimmed">
      <a href={source} target="_blank" rel="noreferrer">
        {source}
      </a>
      , as of {asOf}
    </Text>
  );
}

function valueText(value: Finding['value']): string {
  return Object.entries(value)
    .filter(([, item]) => item !== null && (typeof item !== 'object' || Array.isArray(item)))
    .map(([key, item]) => factText(key, Array.isArray(item) ? listText(item) : item))
    .join(' · ');
}

function listText(items: readonly unknown[]): string {
  const plain = items.filter((item) => typeof item !== 'object');
  return plain.length === 0 ? String(items.length) : plain.slice(0, 10).map(String).join(', ');
}
