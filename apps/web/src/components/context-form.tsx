import { Button, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { clientsQuery, engagementsQuery } from '../api/context.ts';
import type { TenantContext } from '../api/session.ts';
import { ProblemAlert } from './problem-alert.tsx';

interface Staged {
  readonly clientId: string | null;
  readonly engagementId: string | null;
}

function stagedFrom(current: TenantContext | null): Staged {
  return { clientId: current?.clientAccountId ?? null, engagementId: current?.engagementId ?? null };
}

/** Two selects staged locally; Apply hands over the pair as one value. */
export function ContextForm(props: {
  current: TenantContext | null;
  applyLabel: string;
  onApply: (context: TenantContext) => void;
}) {
  const { current, applyLabel, onApply } = props;
  const [{ clientId, engagementId }, stage] = useState<Staged>(() => stagedFrom(current));
  const clients = useQuery(clientsQuery);
  const engagements = useQuery(engagementsQuery(clientId));
  const error = clients.error ?? engagements.error;
  const chosen =
    clientId !== null && engagementId !== null ? { clientAccountId: clientId, engagementId } : null;
  const isNew = chosen !== null && chosen.engagementId !== current?.engagementId;
  return (
    <Stack gap="sm">
      {error !== null && <ProblemAlert error={error} />}
      <PlainSelect
        label="Client"
        placeholder="Choose a client"
        items={clients.data}
        value={clientId}
        onChange={(next) => stage({ clientId: next, engagementId: null })}
      />
      <PlainSelect
        label="Engagement"
        placeholder={clientId === null ? 'Choose a client first' : 'Choose an engagement'}
        items={clientId === null ? undefined : engagements.data}
        value={engagementId}
        onChange={(next) => stage({ clientId, engagementId: next })}
      />
      <Button disabled={!isNew} onClick={() => chosen !== null && onApply(chosen)}>
        {applyLabel}
      </Button>
    </Stack>
  );
}

/** A select of named things; without items it cannot be used. */
function PlainSelect(props: {
  label: string;
  placeholder: string;
  items: readonly { id: string; name: string }[] | undefined;
  value: string | null;
  onChange: (id: string | null) => void;
}) {
  const { label, placeholder, items = [], value, onChange } = props;
  return (
    <Select
      label={label}
      placeholder={placeholder}
      searchable
      allowDeselect={false}
      disabled={props.items === undefined}
      nothingFoundMessage="Nothing here yet"
      data={items.map((one) => ({ value: one.id, label: one.name }))}
      value={value}
      onChange={onChange}
      comboboxProps={{ withinPortal: false }}
    />
  );
}
