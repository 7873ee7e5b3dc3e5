import { Button, FileButton, Group, List, Stack, Text } from '@mantine/core';
import { useRef } from 'react';
import { downloadFailedRows } from '../../api/corrections.ts';
import type { CorrectionAnswer } from '../../api/entities.ts';
import { saveFile } from '../../api/save-file.ts';
import { useCommand } from '../../api/use-command.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { countOf, formatCount } from '../../texts/format.ts';
import { EncodingQuestion } from './encoding-question.tsx';
import type { Corrections } from './use-corrections.ts';

/** Downloads the rejected rows, and takes the corrected file back where the caller may send one. */
export function CorrectionFiles({
  importId,
  corrections,
}: {
  importId: string;
  corrections: Corrections | null;
}) {
  // The same file, corrected once more, can be chosen again.
  const forget = useRef<() => void>(null);
  return (
    <Group gap="xs" align="flex-start">
      <FailedRowsDownload importId={importId} format="csv" />
      <FailedRowsDownload importId={importId} format="xlsx" />
      {corrections !== null && (
        <FileButton
          onChange={(chosen) => {
            if (chosen !== null) corrections.file.mutate({ file: chosen, reading: {} });
            forget.current?.();
          }}
          resetRef={forget}
          accept=".csv,.tsv,.txt,.xlsx"
          inputProps={{ 'aria-label': 'Corrected file' }}
        >
          {(props) => (
            <Button {...props} size="xs" loading={corrections.file.isPending}>
              Send the corrected file back…
            </Button>
          )}
        </FileButton>
      )}
    </Group>
  );
}

function FailedRowsDownload({ importId, format }: { importId: string; format: 'csv' | 'xlsx' }) {
  const download = useCommand(() => downloadFailedRows(importId, format), {
    onSuccess: (file) => saveFile(file, `failed-rows.${format}`),
  });
  return (
    <>
      <Button
        size="xs"
        variant="default"
        loading={download.isPending}
        onClick={() => download.mutate(undefined)}
      >
        {`Download as ${format.toUpperCase()}`}
      </Button>
      {download.error !== null && <ProblemAlert error={download.error} />}
    </>
  );
}

/** Why the file sent back was refused; one whose encoding is not sure can be sent again with the one that reads right. */
export function RefusedFile({ corrections: { file } }: { corrections: Corrections }) {
  const { error, variables: sent } = file;
  if (error === null) return null;
  return (
    <Stack gap="sm">
      <ProblemAlert error={error} />
      {sent !== undefined && (
        <EncodingQuestion
          error={error}
          choices={sent.reading}
          onChoices={(reading) => file.mutate({ file: sent.file, reading })}
        />
      )}
    </Stack>
  );
}

function unchangedText(rows: number): string {
  return rows === 1
    ? '1 row said what it said before and stays rejected.'
    : `${formatCount(rows)} rows said what they said before and stay rejected.`;
}

/** Refused lines that are named; the count says how many there are. */
const shownLines = 20;

/** The button that sent the rows goes away with them; the keyboard goes on at what came of it. */
function takeFocus(box: HTMLElement | null): void {
  box?.focus();
}

/** What came of the last correction, line by line where something was refused. */
export function CorrectionOutcome({ answer }: { answer: CorrectionAnswer }) {
  const { accepted, unchanged, refused } = answer;
  return (
    <div
      className="notice"
      data-tone={refused.length > 0 ? 'warn' : 'good'}
      role="status"
      ref={takeFocus}
      tabIndex={-1}
    >
      <Stack gap={6}>
        <Text fw={650}>
          {accepted === 0
            ? 'No row was corrected'
            : `${countOf(accepted, 'row')} corrected; the flow goes on with ${accepted === 1 ? 'it' : 'them'}`}
        </Text>
        {unchanged > 0 && <Text size="sm">{unchangedText(unchanged)}</Text>}
        {refused.length > 0 && (
          <List size="sm">
            {refused.slice(0, shownLines).map((one) => (
              <List.Item key={one.line}>{`Line ${formatCount(one.line)}: ${one.message}`}</List.Item>
            ))}
            {refused.length > shownLines && (
              <List.Item>{`and ${countOf(refused.length - shownLines, 'more line')}`}</List.Item>
            )}
          </List>
        )}
      </Stack>
    </div>
  );
}
