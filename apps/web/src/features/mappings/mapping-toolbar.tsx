import { Button, Group, SegmentedControl, TextInput, Tooltip } from '@mantine/core';
import { IconArrowBackUp, IconRefresh, IconSearch } from '@tabler/icons-react';
import type { FieldMapping } from '../../api/entities.ts';
import { formatCount } from '../../texts/format.ts';
import { BulkAccept } from './bulk-accept.tsx';
import { countGroups, type MappingFilter } from './mapping-groups.ts';
import type { useMappingDecisions } from './use-mapping-decisions.ts';

type Decisions = ReturnType<typeof useMappingDecisions>;

/** Search, groups with their counts, undo and the bulk accept. */
export function MappingToolbar(props: {
  mappings: readonly FieldMapping[];
  filter: MappingFilter;
  onFilter: (filter: MappingFilter) => void;
  decisions: Decisions | null;
}) {
  const { mappings, filter, onFilter, decisions } = props;
  const counts = countGroups(mappings);
  return (
    <Group className="card" p="sm" justify="space-between" gap="sm">
      <Group gap="sm" maw="100%" miw={0}>
        <TextInput
          type="search"
          aria-label="Filter columns"
          placeholder="Filter columns"
          leftSection={<IconSearch size={16} />}
          value={filter.search}
          onChange={(event) => onFilter({ ...filter, search: event.currentTarget.value })}
          w={190}
        />
        <SegmentedControl
          className="scrolling-control"
          aria-label="Which columns"
          data={[
            { value: 'all', label: `All ${formatCount(counts.all)}` },
            { value: 'suggested', label: `Suggested ${formatCount(counts.suggested)}` },
            { value: 'review', label: `Needs review ${formatCount(counts.review)}` },
            { value: 'decided', label: `Decided ${formatCount(counts.decided)}` },
          ]}
          value={filter.group}
          onChange={(group) => onFilter({ ...filter, group })}
        />
      </Group>
      {decisions !== null && <BulkTools mappings={mappings} decisions={decisions} />}
    </Group>
  );
}

function BulkTools({ mappings, decisions }: { mappings: readonly FieldMapping[]; decisions: Decisions }) {
  return (
    <Group gap="sm">
      <Tooltip label="Take the last decision back (z)">
        <Button
          variant="default"
          leftSection={<IconArrowBackUp size={16} />}
          disabled={decisions.undoDepth === 0 || decisions.bulkPending}
          onClick={() => void decisions.undo()}
        >
          Undo
        </Button>
      </Tooltip>
      <Tooltip label="New suggestions for undecided columns; what you decided stays">
        <Button
          variant="default"
          leftSection={<IconRefresh size={16} />}
          loading={decisions.bulkPending}
          onClick={() => void decisions.regenerate()}
        >
          Regenerate
        </Button>
      </Tooltip>
      <BulkAccept mappings={mappings} pending={decisions.bulkPending} onAccept={decisions.acceptAtLeast} />
    </Group>
  );
}
