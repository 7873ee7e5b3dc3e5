import { Button, Group, Modal, NativeSelect, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { editApplication } from '../../api/applications.ts';
import type { ApplicationDetails, EditApplicationBody } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';

const criticalities = ['critical', 'high', 'medium', 'low'] as const;
const types = [
  { value: 'cots', label: 'Bought (COTS)' },
  { value: 'custom', label: 'Made in-house' },
  { value: 'custom_cots', label: 'Bought and adapted' },
  { value: 'saas', label: 'Used as a service (SaaS)' },
  { value: 'other', label: 'Other' },
] as const;

function useEdit({ application, onClose }: { application: ApplicationDetails; onClose: () => void }) {
  const cache = useQueryClient();
  const [name, setName] = useState(application.name);
  const [owner, setOwner] = useState(application.business_owner ?? '');
  const [type, setType] = useState<string>(application.application_type ?? '');
  const [criticality, setCriticality] = useState<string>(application.criticality ?? '');
  const save = useCommand((edit: EditApplicationBody, key) => editApplication(application.id, edit, key), {
    onSuccess: async () => {
      await cache.invalidateQueries({ queryKey: ['applications'] });
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({
      ...(name.trim() !== application.name && { name: name.trim() }),
      business_owner: owner.trim() === '' ? null : owner.trim(),
      application_type: types.find(({ value }) => value === type)?.value ?? null,
      criticality: criticalities.find((word) => word === criticality) ?? null,
      expected_version: application.version,
    });
  };
  return { name, setName, owner, setOwner, type, setType, criticality, setCriticality, save, submit };
}

/** What a person says about an application. */
export function EditApplication(props: { application: ApplicationDetails; onClose: () => void }) {
  const { application, onClose } = props;
  const { save, submit, ...fields } = useEdit(props);
  return (
    <Modal opened onClose={onClose} title={`Edit ${application.name}`}>
      <form onSubmit={submit}>
        <Stack>
          {save.error !== null && <ProblemAlert error={save.error} />}
          <Fields {...fields} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" loading={save.isPending} disabled={fields.name.trim() === ''}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function Fields(fields: Omit<ReturnType<typeof useEdit>, 'save' | 'submit'>) {
  return (
    <>
      <TextInput
        label="Name"
        value={fields.name}
        onChange={(event) => fields.setName(event.currentTarget.value)}
        maxLength={500}
        required
        data-autofocus
      />
      <TextInput
        label="Business owner"
        value={fields.owner}
        onChange={(event) => fields.setOwner(event.currentTarget.value)}
        maxLength={500}
      />
      <NativeSelect
        label="Kind of software"
        data={[{ value: '', label: 'Unknown' }, ...types]}
        value={fields.type}
        onChange={(event) => fields.setType(event.currentTarget.value)}
      />
      <NativeSelect
        label="Criticality"
        data={[{ value: '', label: 'Unknown' }, ...criticalities]}
        value={fields.criticality}
        onChange={(event) => fields.setCriticality(event.currentTarget.value)}
      />
    </>
  );
}
