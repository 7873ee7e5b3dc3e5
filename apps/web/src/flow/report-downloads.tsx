import { Button, Group, Text } from '@mantine/core';
import { downloadReport, type ReportFormat } from '../api/imports.ts';
import { saveFile } from '../api/save-file.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from '../components/problem-alert.tsx';

const formats: readonly (readonly [ReportFormat, string])[] = [
  ['xlsx', 'Workbook'],
  ['json', 'JSON'],
];

/** The report of an import to be handed over; the server notes who took it. */
export function ReportDownloads({ importId }: { importId: string }) {
  const download = useCommand(
    async (format: ReportFormat) => ({ format, file: await downloadReport(importId, format) }),
    { onSuccess: ({ format, file }) => saveFile(file, `import-report-${importId}.${format}`) },
  );
  return (
    <div>
      {download.error !== null && <ProblemAlert error={download.error} />}
      <Group gap="xs">
        <Text size="sm">Report of this import</Text>
        {formats.map(([format, label]) => (
          <Button
            key={format}
            size="compact-sm"
            variant="default"
            loading={download.isPending && download.variables === format}
            aria-label={`Download the report as ${label}`}
            onClick={() => download.mutate(format)}
          >
            {label}
          </Button>
        ))}
      </Group>
    </div>
  );
}
