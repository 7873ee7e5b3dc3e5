import { Button, Group, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { downloadCleansed, downloadOriginal, importQuery } from '../api/imports.ts';
import { saveFile } from '../api/save-file.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from '../components/problem-alert.tsx';

const formats = [
  ['csv', 'CSV'],
  ['xlsx', 'Workbook'],
  ['json', 'JSON'],
] as const;
type Format = (typeof formats)[number][0];

/** The cleansed rows of an import as a file, and on request the file they came from; the server notes who took it. */
export function RowDownloads({ importId, original }: { importId: string; original?: boolean }) {
  const download = useCommand(
    async (format: Format) => ({ format, file: await downloadCleansed(importId, format) }),
    { onSuccess: ({ format, file }) => saveFile(file, `cleansed-rows-${importId}.${format}`) },
  );
  return (
    <div>
      {download.error !== null && <ProblemAlert error={download.error} />}
      <Group gap="xs">
        <Text size="sm">Cleansed rows</Text>
        {formats.map(([format, label]) => (
          <Button
            key={format}
            size="compact-sm"
            variant="default"
            loading={download.isPending && download.variables === format}
            aria-label={`Download the cleansed rows as ${label}`}
            onClick={() => download.mutate(format)}
          >
            {label}
          </Button>
        ))}
        {original === true && <OriginalDownload importId={importId} />}
      </Group>
    </div>
  );
}

function OriginalDownload({ importId }: { importId: string }) {
  const details = useQuery(importQuery(importId));
  const download = useCommand(() => downloadOriginal(importId), {
    onSuccess: (file) => saveFile(file, details.data?.files[0]?.file_name ?? 'original'),
  });
  return (
    <>
      <Text size="sm">Rows as they came</Text>
      <Button
        size="compact-sm"
        variant="default"
        loading={download.isPending}
        aria-label="Download the file as it was uploaded"
        onClick={() => download.mutate(undefined)}
      >
        Original file
      </Button>
      {download.error !== null && <ProblemAlert error={download.error} />}
    </>
  );
}
