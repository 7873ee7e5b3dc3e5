import { Button, Group, NumberInput, Stack, Text, Title } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { changeGuardQuery, storeChangeGuard } from '../../api/change-guard.ts';
import { putAnswer } from '../../api/put-answer.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';

/** From which share of the existing assets on an approval has to be confirmed by its number. */
export function ChangeGuard() {
  const guard = useQuery(changeGuardQuery);
  return (
    <section aria-labelledby="change-guard">
      <Title order={2} size="h4" mb="xs" id="change-guard">
        Large changes
      </Title>
      <QueryView query={guard} label="guard against large changes" rows={1}>
        {({ share }) => <ShareForm stored={Math.round(share * 100)} />}
      </QueryView>
    </section>
  );
}

function ShareForm({ stored }: { stored: number }) {
  const queryClient = useQueryClient();
  const [percent, setPercent] = useState<number | string>(stored);
  const save = useCommand((share: number, key) => storeChangeGuard(share, key), {
    onSuccess: (answer) => putAnswer(queryClient, changeGuardQuery.queryKey, () => answer),
  });
  const isValid = typeof percent === 'number' && percent >= 0 && percent <= 100;
  return (
    <Stack gap="xs">
      {save.error !== null && <ProblemAlert error={save.error} />}
      <Group align="flex-end">
        <NumberInput
          label="Ask again above this share of the existing assets"
          description="An import that changes or rejects more is approved only by a person who confirms the number."
          suffix=" %"
          min={0}
          max={100}
          value={percent}
          onChange={setPercent}
        />
        <Button
          disabled={!isValid || percent === stored}
          loading={save.isPending}
          onClick={() => isValid && save.mutate(percent / 100)}
        >
          Save the share
        </Button>
      </Group>
      {save.isSuccess && percent === stored && (
        <Text size="sm" role="status">
          The share is saved.
        </Text>
      )}
    </Stack>
  );
}
