import { Button, Group, Modal, NumberInput, Stack, Text } from '@mantine/core';
import { IconSparkles } from '@tabler/icons-react';
import { useState } from 'react';
import type { FieldMapping } from '../../api/entities.ts';
import { countOf } from '../../texts/format.ts';
import { countAtLeast } from './mapping-groups.ts';

/** Accept all proposals from a confidence on, after naming the number and the count. */
export function BulkAccept(props: {
  mappings: readonly FieldMapping[];
  pending: boolean;
  onAccept: (threshold: number) => Promise<void>;
}) {
  const { mappings, pending, onAccept } = props;
  const [percent, setPercent] = useState<number | string>(85);
  const [asking, setAsking] = useState(false);
  const threshold = typeof percent === 'number' ? percent / 100 : 1;
  const count = countAtLeast(mappings, threshold);
  return (
    <Group gap="xs" wrap="nowrap">
      <NumberInput
        aria-label="Accept from this confidence on, in percent"
        value={percent}
        onChange={setPercent}
        min={40}
        max={100}
        step={5}
        clampBehavior="strict"
        allowDecimal={false}
        suffix=" %"
        w={96}
      />
      <Button leftSection={<IconSparkles size={16} />} disabled={count === 0} onClick={() => setAsking(true)}>
        Accept {count} above threshold
      </Button>
      {asking && (
        <ConfirmBulk
          percent={percent}
          count={count}
          pending={pending}
          onClose={() => setAsking(false)}
          onConfirm={() => void onAccept(threshold).then(() => setAsking(false))}
        />
      )}
    </Group>
  );
}

function ConfirmBulk(props: {
  percent: number | string;
  count: number;
  pending: boolean;
  onClose: () => void;
  onConfirm: () => void;
}) {
  const { percent, count, pending, onClose, onConfirm } = props;
  return (
    <Modal opened onClose={onClose} title="Accept several columns">
      <Stack>
        <Text>
          Accept {countOf(count, 'proposed column')} with a confidence of at least {percent} %?
        </Text>
        <Text size="sm" c="dimmed">
          This is recorded as your decision. Columns you have decided yourself stay as they are, and you can
          take it back with Undo.
        </Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Back
          </Button>
          <Button loading={pending} data-autofocus onClick={onConfirm}>
            Accept {countOf(count, 'column')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
