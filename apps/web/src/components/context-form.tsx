import { Button, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { clientsQuery, engagementsQuery } from '../api/context.ts';
import type { TenantContext } from '../api/session.ts';
import { ProblemAlert } from './problem-alert.tsx';

/** Two selects staged locally; Apply hands over the pair as one value. */
export function ContextForm(props: {
  current: TenantContext | null;
  applyLabel: string;
  onApply: (context: TenantContext) => void;
}) {
  const { current, applyLabel, onApply } = props;
  const [clientId, setClientId] = useState(current?.clientAccountId ?? null);
  const [engagementId, setEngagementId] = useState(current?.engagementId ?? null);
  const clients = useQuery(clientsQuery);
  const engagements = useQuery(engagementsQuery(clientId));
  const chooseClient = (next: string | null) => {
    setClientId(next);
    setEngagementId(null);
  };
  const error = clients.error ?? engagements.error;
  const unchanged = clientId === current?.clientAccountId && engagementId === current?.engagementId;
  return (
    <Stack gap="sm">
      {error !== null && <ProblemAlert error={error} />}
      <Select
        label="Client"
        placeholder="Choose a client"
        searchable
        allowDeselect={false}
        data={(clients.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
        value={clientId}
        onChange={chooseClient}
        comboboxProps={{ withinPortal: false }}
      />
      <Select
        label="Engagement"
        placeholder={clientId === null ? 'Choose a client first' : 'Choose an engagement'}
        searchable
        allowDeselect={false}
        disabled={clientId === null}
        nothingFoundMessage="This client has no engagement yet"
        data={(engagements.data ?? []).map((one) => ({ value: one.id, label: one.name }))}
        value={engagementId}
        onChange={setEngagementId}
        comboboxProps={{ withinPortal: false }}
      />
      <Button
        disabled={clientId === null || engagementId === null || unchanged}
        onClick={() => {
          if (clientId !== null && engagementId !== null)
            onApply({ clientAccountId: clientId, engagementId });
        }}
      >
        {applyLabel}
      </Button>
    </Stack>
  );
}
