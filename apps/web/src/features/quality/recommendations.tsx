import { Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { FlowDetails, Recommendation, RecommendationsAnswer } from '../../api/entities.ts';
import { flowKey } from '../../api/flows.ts';
import {
  decideRecommendation,
  type RecommendationDecision,
  recommendationsQuery,
} from '../../api/recommendations.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { AppLink } from '../../components/app-link.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Section } from '../../components/section.tsx';
import { useShortcuts } from '../../components/shortcuts.tsx';
import { RecommendationCard } from './recommendation-card.tsx';

/** Recommended changes of the cleansed values of a flow; nothing where there are none. */
export function Recommendations({ flow }: { flow: FlowDetails }) {
  const query = useQuery(recommendationsQuery(flow.flow_id, flow.data_import_id));
  if (query.data?.total === 0) return null;
  return (
    <Section id="recommendations" title="Recommendations">
      <QueryView query={query} label="recommendations" rows={2}>
        {(answer) => <RecommendationList flow={flow} answer={answer} />}
      </QueryView>
    </Section>
  );
}

interface Decided {
  readonly id: string;
  readonly decision: RecommendationDecision;
}

function RecommendationList({ flow, answer }: { flow: FlowDetails; answer: RecommendationsAnswer }) {
  const queryClient = useQueryClient();
  const may = useRights();
  const [lastApplied, setLastApplied] = useState<string | null>(null);
  const decide = useCommand(({ id, decision }: Decided, key) => decideRecommendation(id, decision, key), {
    onSuccess(_, { id, decision }) {
      setLastApplied(decision === 'apply' ? id : null);
      return queryClient.invalidateQueries({ queryKey: flowKey(flow.flow_id) });
    },
  });
  const canApply = answer.can_apply && flow.status === 'waiting_for_approval';
  const mayDecide = may('quality.decide') && canApply;
  const toUndo = answer.items.find(({ id, status }) => id === lastApplied && status === 'applied');
  useShortcuts('Recommendations', [
    {
      keys: 'z',
      label: 'Undo the recommendation applied last',
      run: () => {
        if (mayDecide && !decide.isPending && toUndo !== undefined)
          decide.mutate({ id: toUndo.id, decision: 'undo' });
      },
    },
  ]);
  const isAbout = ({ id }: Recommendation): boolean => decide.variables?.id === id;
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {whatToDo(flow, canApply)} {canApply && <AppLink href={flow.link}>Back to the preview</AppLink>}
      </Text>
      {answer.items.map((each) => (
        <RecommendationCard
          key={each.id}
          recommendation={each}
          mayDecide={mayDecide}
          pending={decide.isPending && isAbout(each) ? decide.variables.decision : null}
          error={isAbout(each) ? decide.error : null}
          onDecide={(decision) => decide.mutate({ id: each.id, decision })}
        />
      ))}
    </Stack>
  );
}

function whatToDo({ status }: FlowDetails, canApply: boolean): string {
  if (canApply)
    return 'Nothing changes unless you apply it. The rows are then cleansed and previewed again; the rows as imported stay unchanged.';
  return status === 'running'
    ? 'The rows are being cleansed and previewed. Recommendations can be applied once the preview waits for approval.'
    : 'Recommendations are applied and undone while the preview waits for approval.';
}
