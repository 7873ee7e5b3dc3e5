import { Button, Checkbox, Group, Stack, TextInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { splitApplication } from '../../api/applications.ts';
import type { ApplicationDetails } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { useGo } from '../../components/app-link.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { countOf, formatCount } from '../../texts/format.ts';

/** The spellings of an application; some of them may be another application after all. */
export function ApplicationVariants({ application }: { application: ApplicationDetails }) {
  const may = useRights();
  const [chosen, setChosen] = useState<readonly string[]>([]);
  const canSplit = may('asset.edit') && application.variants.length > 1;
  const toggle = (variant: string) =>
    setChosen(chosen.includes(variant) ? chosen.filter((other) => other !== variant) : [...chosen, variant]);
  return (
    <Stack gap="sm">
      <TableCard
        label="Spellings"
        heads={[canSplit && 'Choose', 'Spelling', { numbers: 'Assets' }, 'Stated by']}
      >
        {application.variants.map(({ variant, origin, import_count: imports, asset_count: assets }) => (
          <tr key={variant}>
            {canSplit && (
              <td>
                <Checkbox
                  aria-label={`Choose ${variant}`}
                  checked={chosen.includes(variant)}
                  onChange={() => toggle(variant)}
                />
              </td>
            )}
            <td>{variant}</td>
            <td className="num">{formatCount(assets)}</td>
            <td>
              {imports === 0
                ? origin === 'user'
                  ? 'a person'
                  : 'no import any more'
                : countOf(imports, 'import')}
            </td>
          </tr>
        ))}
      </TableCard>
      {canSplit && <SplitForm application={application} chosen={chosen} />}
    </Stack>
  );
}

function SplitForm({ application, chosen }: { application: ApplicationDetails; chosen: readonly string[] }) {
  const go = useGo();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const split = useCommand(
    (given: string, key) => splitApplication(application.id, { variants: [...chosen], name: given }, key),
    {
      onSuccess: async ({ id }) => {
        await cache.invalidateQueries({ queryKey: ['applications'] });
        go(`/applications/${id}`);
      },
    },
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    split.mutate(name.trim());
  };
  const leavesNone = chosen.length === application.variants.length;
  return (
    <form onSubmit={submit}>
      <Stack gap="xs">
        {split.error !== null && <ProblemAlert error={split.error} />}
        <Group align="flex-end">
          <TextInput
            label="Make the chosen spellings an application called"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={500}
            w={340}
          />
          <Button
            type="submit"
            variant="default"
            loading={split.isPending}
            disabled={chosen.length === 0 || leavesNone || name.trim() === ''}
          >
            Split off {countOf(chosen.length, 'spelling')}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
