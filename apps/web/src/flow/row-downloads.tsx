import { Button, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { CleansedFileFormat } from '../api/entities.ts';
import { downloadCleansed, downloadOriginal, importQuery } from '../api/imports.ts';
import { saveFile } from '../api/save-file.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from '../components/problem-alert.tsx';
import { FormatDownloads } from './format-downloads.tsx';

const formats: readonly (readonly [CleansedFileFormat, string])[] = [
  ['csv', 'CSV'],
  ['xlsx', 'Workbook'],
  ['json', 'JSON'],
];

/** The cleansed rows of an import as a file, and on request the file they came from. */
export function RowDownloads({ importId, original }: { importId: string; original?: boolean }) {
  return (
    <FormatDownloads
      title="Cleansed rows"
      what="the cleansed rows"
      formats={formats}
      load={(format) => downloadCleansed(importId, format)}
      fileName={`cleansed-rows-${importId}`}
    >
      {original === true && <OriginalDownload importId={importId} />}
    </FormatDownloads>
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
