import { Button, Modal, Stack, Text } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { Recommendation } from '../../api/entities.ts';
import { recommendedChangesQuery } from '../../api/recommendations.ts';
import { QueryView } from '../../components/query-view.tsx';
import { countOf, formatCount } from '../../texts/format.ts';
import { ChangeTable } from './change-table.tsx';

/** Every row a recommendation changes, a hundred at a time. */
export function ChangesDialog(props: { recommendation: Recommendation; onClose: () => void }) {
  const { recommendation, onClose } = props;
  const changes = useInfiniteQuery(recommendedChangesQuery(recommendation.id));
  return (
    <Modal opened onClose={onClose} title={recommendation.title} size="xl">
      <QueryView query={changes} label="changes" rows={8}>
        {({ pages }) => {
          const shown = pages.flatMap(({ items }) => items);
          return (
            <Stack gap="sm">
              <Text size="sm" c="dimmed">
                {formatCount(shown.length)} of {countOf(recommendation.affected_rows, 'row')}
              </Text>
              <ChangeTable changes={shown} label="Table of all changes" />
              {changes.hasNextPage && (
                <Button
                  variant="default"
                  loading={changes.isFetchingNextPage}
                  onClick={() => void changes.fetchNextPage()}
                >
                  Show more
                </Button>
              )}
            </Stack>
          );
        }}
      </QueryView>
    </Modal>
  );
}
