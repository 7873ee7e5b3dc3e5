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
import { ReadingProgress } from './reading-progress.tsx';
import { type UploadState, useUpload } from './use-upload.ts';

/** The dropzone of one category: choose, send with progress, and what came of it. */
export function UploadPanel({ category }: { category: ImportCategoryInfo }) {
  const [file, setFile] = useState<File | null>(null);
  const upload = useUpload();
  const { state } = upload;
  const blocking = category.slot.blocking_flow;
  if (state.kind === 'stored') {
    return (
      <ReadingProgress
        answer={state.answer}
        onAnother={() => {
          setFile(null);
          upload.reset();
        }}
      />
    );
  }
  const isBlocked = state.kind !== 'sending' && (blocking !== null || state.kind === 'blocked');
  return (
    <Stack gap="sm">
      {isBlocked && blocking !== null && <Blocked category={category} />}
      {state.kind === 'blocked' && blocking === null && <SlotIsFree />}
      {state.kind === 'failed' && <ProblemAlert error={state.error} />}
      {(!isBlocked || file !== null || blocking === null) && (
        <ChooseFile category={category} file={file} disabled={state.kind === 'sending'} onFile={setFile} />
      )}
      {state.kind === 'sending' && file !== null && (
        <Sending file={file} state={state} onStop={upload.stop} />
      )}
      {file !== null && state.kind !== 'sending' && (
        <Group>
          <Button disabled={blocking !== null} onClick={() => upload.send(category.category, file)}>
            {state.kind === 'idle' ? 'Upload and start' : 'Upload again'}
          </Button>
          <Button variant="default" onClick={() => setFile(null)}>
            Choose another file
          </Button>
          {blocking !== null && (
            <Text size="sm">Your file stays chosen. Finish or cancel the flow above first.</Text>
          )}
        </Group>
      )}
    </Stack>
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
            <FlowCommands flow={{ ...details.data, allowed_commands: ['cancel'] }} />
          )
        }
      />
    </Stack>
  );
}

function ChooseFile(props: {
  category: ImportCategoryInfo;
  file: File | null;
  disabled: boolean;
  onFile: (file: File) => void;
}) {
  const { category, file, disabled, onFile } = props;
  const extensions = category.formats.flatMap((format) => format.extensions);
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    multiple: false,
    noClick: true,
    noKeyboard: true,
    disabled,
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
              {extensions.join(', ')} · up to {formatBytes(category.limits.max_file_bytes)}
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
        <Button variant="default" onClick={open} disabled={disabled}>
          {file === null ? 'Choose a file' : 'Change'}
        </Button>
        <Text size="xs" c="dimmed" maw={560}>
          {category.identity_requirement}
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
  const elapsed = Date.now() - state.startedAt;
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
