import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useDropzone } from 'react-dropzone';
import type { ImportCategoryInfo } from '../../api/entities.ts';
import { flowQuery } from '../../api/flows.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { FlowCard } from '../../flow/flow-card.tsx';
import { FlowCommands } from '../../flow/flow-commands.tsx';
import { formatBytes, formatDuration } from '../../texts/format.ts';
import { extensionsOf } from './category-tiles.tsx';
import { ReadingProgress } from './reading-progress.tsx';
import { type UploadState, useUpload } from './use-upload.ts';

/** The dropzone of one category: choose, send with progress, and what came of it. */
export function UploadPanel({ category }: { category: ImportCategoryInfo }) {
  const [file, setFile] = useState<File | null>(null);
  const upload = useUpload();
  const { state } = upload;
  if (state.kind === 'stored') {
    const startOver = () => {
      setFile(null);
      upload.reset();
    };
    return <ReadingProgress answer={state.answer} onAnother={startOver} />;
  }
  if (state.kind === 'sending' && file !== null)
    return <Sending file={file} state={state} onStop={upload.stop} />;
  const isBlocked = category.slot.blocking_flow !== null;
  return (
    <Stack gap="sm">
      <UploadNotice category={category} state={state} />
      {(!isBlocked || file !== null) && <ChooseFile category={category} file={file} onFile={setFile} />}
      {file !== null && (
        <SendBar
          isBlocked={isBlocked}
          isFirstTry={state.kind === 'idle'}
          onSend={() => upload.send(category.category, file)}
          onClear={() => setFile(null)}
        />
      )}
    </Stack>
  );
}

/** What stands in the way of an upload, or came of the last one. */
function UploadNotice({ category, state }: { category: ImportCategoryInfo; state: UploadState }) {
  if (category.slot.blocking_flow !== null) return <Blocked category={category} />;
  if (state.kind === 'blocked') return <SlotIsFree />;
  return state.kind === 'failed' ? <ProblemAlert error={state.error} /> : null;
}

function SendBar(props: {
  isBlocked: boolean;
  isFirstTry: boolean;
  onSend: () => void;
  onClear: () => void;
}) {
  return (
    <Group>
      <Button disabled={props.isBlocked} onClick={props.onSend}>
        {props.isFirstTry ? 'Upload and start' : 'Upload again'}
      </Button>
      <Button variant="default" onClick={props.onClear}>
        Remove the file
      </Button>
      {props.isBlocked && (
        <Text size="sm">Your file stays chosen. Finish or cancel the flow above first.</Text>
      )}
    </Group>
  );
}

function SlotIsFree() {
  return (
    <div className="notice" data-tone="info" role="status">
      <Text size="sm">The flow that was in the way has ended. You can upload your file now.</Text>
    </div>
  );
}

/** The flow that holds the category, with the ways to end it. */
function Blocked({ category }: { category: ImportCategoryInfo }) {
  const flow = category.slot.blocking_flow;
  const details = useQuery({ ...flowQuery(flow?.flow_id ?? ''), enabled: flow !== null });
  if (flow === null) return null;
  return (
    <Stack gap="xs">
      <div className="notice" data-tone="warn" role="status">
        <Text fw={650}>{category.label} has an unfinished flow</Text>
        <Text size="sm">
          One file of a category is worked on at a time, so that two files never change the same assets at
          once. Finish this flow or cancel it; then the next file can start.
        </Text>
      </div>
      <FlowCard
        flow={flow}
        actions={
          details.data?.allowed_commands.includes('cancel') === true && (
            <FlowCommands flow={{ ...details.data, allowed_commands: ['cancel'] }} size="xs" />
          )
        }
      />
    </Stack>
  );
}

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function ChooseFile(props: {
  category: ImportCategoryInfo;
  file: File | null;
  onFile: (file: File) => void;
}) {
  const { category, file, onFile } = props;
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    multiple: false,
    noClick: true,
    noKeyboard: true,
    onDrop: (files: File[]) => {
      if (files[0] !== undefined) onFile(files[0]);
    },
  });
  return (
    <div
      {...getRootProps({ className: 'dropzone', role: 'group', 'aria-label': 'Upload', tabIndex: -1 })}
      data-over={isDragActive}
    >
      <input {...getInputProps({ 'aria-label': 'File to upload' })} />
      <Stack align="center" gap={6}>
        <IconFileUpload size={34} stroke={1.4} aria-hidden="true" />
        {file === null ? (
          <>
            <Text fw={600}>Drop a file here</Text>
            <Text size="sm" c="dimmed">
              {extensionsOf(category).join(', ')} · up to {formatBytes(category.limits.max_file_bytes)}
            </Text>
          </>
        ) : (
          <Text fw={600}>
            {file.name}{' '}
            <Text span c="dimmed" fw={400}>
              ({formatBytes(file.size)})
            </Text>
          </Text>
        )}
        <Button variant="default" onClick={open}>
          {file === null ? 'Choose a file' : 'Change'}
        </Button>
        <Text size="xs" c="dimmed" maw={560}>
          The file needs {lowerFirst(category.identity_requirement)}
        </Text>
      </Stack>
    </div>
  );
}

function Sending(props: {
  file: File;
  state: Extract<UploadState, { kind: 'sending' }>;
  onStop: () => void;
}) {
  const { file, state, onStop } = props;
  const share = file.size === 0 ? 100 : (state.sentBytes / file.size) * 100;
  const elapsed = state.elapsed;
  const speed = elapsed > 500 ? ` · ${formatBytes((state.sentBytes / elapsed) * 1000)} a second` : '';
  const arrived = state.sentBytes >= file.size;
  return (
    <Stack className="notice" data-tone="info" gap={6}>
      <Group justify="space-between">
        <Text fw={600} role="status">
          {arrived ? 'The file has arrived and is being checked' : `Uploading ${file.name}`}
        </Text>
        <Button size="xs" variant="default" onClick={onStop}>
          Stop
        </Button>
      </Group>
      <ProgressBar value={share} label="Upload" />
      <Text size="sm" c="dimmed">
        {formatBytes(state.sentBytes)} of {formatBytes(file.size)} · {formatDuration(elapsed)}
        {speed}
      </Text>
    </Stack>
  );
}
