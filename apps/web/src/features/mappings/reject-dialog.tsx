import { Button, Group, Modal, Stack, Text, Textarea } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import type { FieldMapping } from '../../api/entities.ts';

/** Asks for the reason, which a rejection needs. */
export function RejectDialog(props: {
  mapping: FieldMapping;
  onReject: (reason: string) => void;
  onClose: () => void;
}) {
  const { mapping, onReject, onClose } = props;
  const [reason, setReason] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (reason.trim() !== '') onReject(reason.trim());
  };
  return (
    <Modal opened onClose={onClose} title={`Reject “${mapping.source_field}”`}>
      <form onSubmit={submit}>
        <Stack>
          <Text size="sm">
            The column is not imported, and the proposal is not made again for this header. The rows as
            imported keep its values.
          </Text>
          <Textarea
            label="Reason"
            value={reason}
            onChange={(event) => setReason(event.currentTarget.value)}
            maxLength={500}
            autosize
            minRows={2}
            required
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              Back
            </Button>
            <Button type="submit" color="red" disabled={reason.trim() === ''}>
              Reject
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
