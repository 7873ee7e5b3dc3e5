import { Button, Group, Stack, Text } from '@mantine/core';
import { IconDownload } from '@tabler/icons-react';
import type { ImportCategoryInfo } from '../../api/entities.ts';
import { saveFile } from '../../api/save-file.ts';
import { TableCard } from '../../components/table-card.tsx';

/** A cell of a CSV file (RFC 4180). */
function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function templateOf({ columns, rows }: ImportCategoryInfo['example']): Blob {
  const lines = [columns, ...rows].map((cells) => cells.map(csvCell).join(','));
  return new Blob([`${lines.join('\n')}\n`], { type: 'text/csv' });
}

/** What a file of the chosen kind looks like, with a template to fill in. */
export function CategoryExample({ info }: { info: ImportCategoryInfo }) {
  const { columns, rows } = info.example;
  return (
    <section aria-label={`What a file of ${info.label} looks like`}>
      <Stack gap="xs">
        <Group justify="space-between">
          <Text size="sm">
            A file of <b>{info.label}</b> may look like this; other columns and names are fine.{' '}
            {info.identity_requirement}
          </Text>
          <Button
            size="xs"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden="true" />}
            onClick={() => saveFile(templateOf(info.example), `${info.category}-template.csv`)}
          >
            Download a template
          </Button>
        </Group>
        <TableCard label="Example rows" heads={columns}>
          {rows.map((cells) => (
            <tr key={cells.join('|')}>
              {cells.map((cell, index) => (
                <td key={columns[index]}>{cell}</td>
              ))}
            </tr>
          ))}
        </TableCard>
      </Stack>
    </section>
  );
}
