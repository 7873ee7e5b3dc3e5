import { Button, Group, Modal, Select, Stack, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { asApiError } from '../../api/api-error.ts';
import type { FlowDetails, PreviewRow, ReviewRowBody, TargetField } from '../../api/entities.ts';
import { flowKey } from '../../api/flows.ts';
import { reviewPreviewRow } from '../../api/inventory.ts';
import { targetFieldsQuery } from '../../api/mappings.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { formatCount } from '../../texts/format.ts';
import { EditedField } from './edited-field.tsx';
import { type Draft, draftOf, draftText, editableFields, editsOf, isChanged } from './row-draft.ts';

/** Other values for one row of the preview; what a person writes here no later import overwrites. */
export function EditRowDialog(props: { row: PreviewRow; flow: FlowDetails; onClose: () => void }) {
  const { row, flow, onClose } = props;
  const fields = useQuery(targetFieldsQuery(flow.import_category));
  const [dirty, setDirty] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const close = () => (dirty ? setLeaving(true) : onClose());
  return (
    <Modal
      opened
      onClose={close}
      title={`Values of line ${formatCount(row.line_number)}: ${row.name ?? 'no name'}`}
      size="lg"
    >
      {leaving && <Unsaved onStay={() => setLeaving(false)} onLeave={onClose} />}
      <QueryView query={fields} label="fields" rows={4}>
        {(catalog) => (
          <RowForm
            row={row}
            flow={flow}
            catalog={editableFields(catalog, row)}
            onDirty={setDirty}
            onCancel={close}
            onSaved={onClose}
          />
        )}
      </QueryView>
    </Modal>
  );
}

function Unsaved({ onStay, onLeave }: { onStay: () => void; onLeave: () => void }) {
  return (
    <div className="notice" data-tone="warn" role="alert" style={{ marginBottom: 12 }}>
      <Text fw={650}>Your changes are not saved</Text>
      <Group gap="xs" mt={8}>
        <Button size="xs" onClick={onStay}>
          Keep editing
        </Button>
        <Button size="xs" variant="default" onClick={onLeave}>
          Throw them away
        </Button>
      </Group>
    </div>
  );
}

interface FormProps {
  readonly row: PreviewRow;
  readonly flow: FlowDetails;
  readonly catalog: readonly TargetField[];
  readonly onDirty: (dirty: boolean) => void;
  readonly onCancel: () => void;
  readonly onSaved: () => void;
}

function useRowForm({ row, flow, catalog, onDirty, onSaved }: FormProps) {
  const queryClient = useQueryClient();
  const [draft, setDraft] = useState<Draft>(() => draftOf(row, catalog));
  const save = useCommand(
    (edits: NonNullable<ReviewRowBody['edits']>, key) =>
      reviewPreviewRow(row.id, { edits, expected_version: row.version }, key),
    {
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: flowKey(flow.flow_id) });
        onSaved();
      },
    },
  );
  const set = (field: string, text: string) => {
    const next = { ...draft, [field]: text };
    setDraft(next);
    onDirty(isChanged(row, next));
  };
  return { draft, set, save };
}

function RowForm(props: FormProps) {
  const { row, catalog, onCancel } = props;
  const { draft, set, save } = useRowForm(props);
  const shown = catalog.filter(({ key }) => key in draft);
  const messages = new Map(
    save.error === null ? [] : asApiError(save.error).fieldErrors.map((one) => [one.field, one.message]),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate(editsOf(row, draft, catalog));
  };
  return (
    <form onSubmit={submit}>
      <Stack>
        {save.error !== null && <ProblemAlert error={save.error} />}
        {shown.map((field) => (
          <EditedField
            key={field.key}
            field={field}
            value={draft[field.key] ?? ''}
            isEdited={(draft[field.key] ?? '') !== draftText(row, field.key)}
            error={messages.get(`edits.${field.key}`) ?? null}
            onChange={(text) => set(field.key, text)}
          />
        ))}
        <Select
          label="Give another field a value"
          placeholder="Choose a field"
          searchable
          data={catalog.filter(({ key }) => !(key in draft)).map(({ key, label }) => ({ value: key, label }))}
          value={null}
          onChange={(key) => key !== null && set(key, '')}
        />
        <Text size="sm" c="dimmed">
          Values that identify the asset are corrected in the file. What you write counts as yours: later
          imports ask before they change it.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onCancel}>
            Back
          </Button>
          <Button type="submit" loading={save.isPending} disabled={!isChanged(row, draft)}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
