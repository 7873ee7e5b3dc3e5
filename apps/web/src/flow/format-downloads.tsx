import { Button, Group, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { saveFile } from '../api/save-file.ts';
import { useCommand } from '../api/use-command.ts';
import { ProblemAlert } from '../components/problem-alert.tsx';

interface FormatDownloadsProps<Format extends string> {
  /** Before the buttons. */
  readonly title: string;
  /** What is downloaded, in the middle of a sentence. */
  readonly what: string;
  readonly formats: readonly (readonly [Format, string])[];
  readonly load: (format: Format) => Promise<Blob>;
  /** Name of the saved file without its ending. */
  readonly fileName: string;
  /** Behind the buttons. */
  readonly children?: ReactNode;
}

/** A file that can be had in several formats; the server notes who took it. */
export function FormatDownloads<Format extends string>(props: FormatDownloadsProps<Format>) {
  const { title, what, formats, load, fileName, children } = props;
  const download = useCommand(async (format: Format) => ({ format, file: await load(format) }), {
    onSuccess: ({ format, file }) => saveFile(file, `${fileName}.${format}`),
  });
  return (
    <div>
      {download.error !== null && <ProblemAlert error={download.error} />}
      <Group gap="xs">
        <Text size="sm">{title}</Text>
        {formats.map(([format, label]) => (
          <Button
            key={format}
            size="compact-sm"
            variant="default"
            loading={download.isPending && download.variables === format}
            aria-label={`Download ${what} as ${label}`}
            onClick={() => download.mutate(format)}
          >
            {label}
          </Button>
        ))}
        {children}
      </Group>
    </div>
  );
}
