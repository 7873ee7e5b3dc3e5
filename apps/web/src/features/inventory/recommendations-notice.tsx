import { Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FlowDetails } from '../../api/entities.ts';
import { recommendationsQuery } from '../../api/recommendations.ts';
import { AppLink } from '../../components/app-link.tsx';
import { countOf } from '../../texts/format.ts';

/** Says beside a preview that changes of its values are recommended, and where they are decided. */
export function RecommendationsNotice({ flow }: { flow: FlowDetails }) {
  const { data } = useQuery(recommendationsQuery(flow.flow_id, flow.data_import_id));
  const proposed = data?.items.filter(({ status }) => status === 'proposed').length ?? 0;
  if (proposed === 0 || data?.can_apply !== true) return null;
  return (
    <div className="notice" data-tone="info" role="note">
      <Text size="sm">
        Before you approve:{' '}
        <AppLink href={`/discovery/data-cleansing/${flow.flow_id}`}>
          {countOf(proposed, 'recommendation')} for the cleansed values
        </AppLink>
        .
      </Text>
    </div>
  );
}
