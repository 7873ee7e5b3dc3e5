import { ActionIcon, Button, Group, Text } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useLocation } from '@tanstack/react-router';
import { useState } from 'react';
import type { FlowSummary } from '../api/entities.ts';
import { incompleteFlowsQuery } from '../api/flows.ts';
import { AppLink } from '../components/app-link.tsx';
import { FlowStatusTag } from '../components/tag.tsx';
import { countOf, formatPercent } from '../texts/format.ts';
import { byUrgency } from './by-urgency.ts';
import { standingOf } from './flow-card.tsx';
import { StaleTag } from './stale-tag.tsx';

/** Changes when a flow comes, goes or stands elsewhere; progress alone does not bring a dismissed banner back. */
function signatureOf(flows: readonly FlowSummary[]): string {
  return flows
    .map((flow) => [flow.flow_id, flow.status, flow.current_phase, flow.waiting_reason].join(' '))
    .toSorted()
    .join('\n');
}

/** Begins with the unfinished flows itself, each with all its ways on. */
const overview = '/discovery/overview';

/** On the pages of discovery: how many flows are unfinished, the most urgent first, until it is dismissed. */
export function IncompleteBanner() {
  const { pathname } = useLocation();
  const incomplete = useQuery(incompleteFlowsQuery);
  const [dismissed, setDismissed] = useState('');
  const [all, setAll] = useState(false);
  const flows = byUrgency(incomplete.data ?? []);
  const signature = signatureOf(flows);
  const isAsked = pathname.startsWith('/discovery/') && pathname !== overview;
  if (!isAsked || flows.length === 0 || signature === dismissed) return null;
  const more = flows.length - 1;
  return (
    <section className="notice incomplete-banner" data-tone={toneOf(flows)} aria-label="Incomplete flows">
      <Text fw={650} size="sm">
        {countOf(flows.length, 'incomplete flow')}
      </Text>
      <ul>
        {flows.slice(0, all ? undefined : 1).map((flow) => (
          <BannerLine key={flow.flow_id} flow={flow} pathname={pathname} />
        ))}
      </ul>
      <Group gap="xs" wrap="nowrap">
        {more > 0 && (
          <Button size="compact-sm" variant="subtle" aria-expanded={all} onClick={() => setAll(!all)}>
            {all ? 'Show the first' : `${more} more`}
          </Button>
        )}
        <Button size="compact-sm" variant="subtle" component={AppLink} href="/flows?status=incomplete">
          Manage flows
        </Button>
        <ActionIcon
          variant="subtle"
          color="gray"
          size="md"
          aria-label="Dismiss until something changes"
          onClick={() => setDismissed(signature)}
        >
          <IconX size={16} />
        </ActionIcon>
      </Group>
    </section>
  );
}

function toneOf([first]: readonly FlowSummary[]): 'bad' | 'warn' | 'info' {
  if (first?.status === 'failed') return 'bad';
  return first?.status === 'waiting_for_approval' ? 'warn' : 'info';
}

function BannerLine({ flow, pathname }: { flow: FlowSummary; pathname: string }) {
  const isHere = flow.link === pathname || flow.link.startsWith(`${pathname}/`);
  return (
    <li>
      <FlowStatusTag status={flow.status} />
      <span className="banner-text">
        <AppLink href={`/flows/${flow.flow_id}`}>{flow.flow_name}</AppLink>
        {` · ${standingOf(flow)} · ${formatPercent(flow.progress_percentage)}`}
      </span>
      <StaleTag flow={flow} />
      {isHere ? (
        <span className="banner-here">You are here</span>
      ) : (
        <AppLink href={flow.link} aria-label={`Continue ${flow.flow_name}`}>
          Continue
        </AppLink>
      )}
    </li>
  );
}
