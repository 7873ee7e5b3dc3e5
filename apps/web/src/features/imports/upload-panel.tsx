import { Button, Group, Stack, Text } from '@mantine/core';
import { IconFileUpload } from '@tabler/icons-react';
import { useState } from 'react';
import { useDropzone } from 'react-dropzone';
import type { FlowSummary, ImportCategoryInfo, UploadOptions } from '../../api/entities.ts';
import type { UploadOrigin } from '../../api/upload.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ProgressBar } from '../../components/progress-bar.tsx';
import { formatBytes, formatDuration } from '../../texts/format.ts';
import { BlockedUpload, DiscardAndUpload } from './blocked-upload.tsx';
import type { CategoryChoice } from './category-suggestion.tsx';
import { extensionsOf } from './category-tiles.tsx';
import { InspectionPanel } from './inspection-panel.tsx';
import { OriginFields, unknownOrigin } from './origin-fields.tsx';
import { ReadingProgress } from './reading-progress.tsx';
import { isRefusedFile, useInspection } from './use-inspection.ts';
import { type UploadState, useUpload } from './use-upload.ts';

interface UploadPanelProps extends Pick<CategoryChoice, 'onCategory'> {
  readonly category: ImportCategoryInfo;
}

/** The dropzone of one category: choose, send with progress, and what came of it. */
export function UploadPanel({ category, onCategory }: UploadPanelProps) {
  const [file, setChosenFile] = useState<File | null>(null);
  const [choices, setChoices] = useState<UploadOptions>({});
  const [origin, setOrigin] = useState<UploadOrigin>(unknownOrigin);
  const upload = useUpload();
  const { state } = upload;
  const setFile = (chosen: File | null) => {
    setChosenFile(chosen);
    setChoices({});
    // What came of the file before says nothing about this one.
    upload.reset();
  };
  const blocking = category.slot.blocking_flow;
  const inspection = useInspection(blocking === null ? file : null, choices);
  if (state.kind === 'stored') {
    return <ReadingProgress answer={state.answer} onAnother={() => setFile(null)} />;
  }
  if (state.kind === 'sending' && file !== null)
    return <Sending file={file} state={state} onStop={upload.stop} />;
  return (
    <Stack gap="sm">
      <UploadNotice category={category} state={state} />
      <ChooseFile category={category} file={file} isBlocked={blocking !== null} onFile={setFile} />
      {file !== null && blocking === null && (
        <InspectionPanel
          {...{ inspection, choices, onCategory }}
          category={category.category}
          onChoices={setChoices}
        />
      )}
      {file !== null && <OriginFields category={category} origin={origin} onOrigin={setOrigin} />}
      {file !== null && (
        <SendBar
          blocking={blocking}
          isFirstTry={state.kind === 'idle'}
          isRefused={isRefusedFile(inspection)}
          onSend={() => upload.send({ category: category.category, file, choices, origin })}
          onClear={() => setFile(null)}
        />
      )}
    </Stack>
  );
}

/** What stands in the way of an upload, or came of the last one. */
function UploadNotice({ category, state }: { category: ImportCategoryInfo; state: UploadState }) {
  if (category.slot.blocking_flow !== null) {
    return <BlockedUpload label={category.label} flow={category.slot.blocking_flow} />;
  }
  if (state.kind === 'blocked') return <SlotIsFree />;
  return state.kind === 'failed' ? <ProblemAlert error={state.error} /> : null;
}

interface SendBarProps {
  readonly blocking: FlowSummary | null;
  readonly isFirstTry: boolean;
  /** The file as it is cannot be read, which is said above. */
  readonly isRefused: boolean;
  readonly onSend: () => void;
  readonly onClear: () => void;
}

function SendBar({ blocking, isFirstTry, isRefused, onSend, onClear }: SendBarProps) {
  return (
    <Group>
      {blocking === null ? (
        <Button onClick={onSend} disabled={isRefused}>
          {isFirstTry ? 'Upload and start' : 'Upload again'}
        </Button>
      ) : (
        <DiscardAndUpload flow={blocking} onDiscarded={onSend} />
      )}
      <Button variant="default" onClick={onClear}>
        Remove the file
      </Button>
      {blocking !== null && (
        <Text size="sm">Your file stays chosen. Nothing is sent while the flow above is unfinished.</Text>
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

function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

function ChooseFile(props: {
  category: ImportCategoryInfo;
  file: File | null;
  isBlocked: boolean;
  onFile: (file: File) => void;
}) {
  const { category, file, isBlocked, onFile } = props;
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
            <Text fw={600}>{isBlocked ? 'Choose the file that comes next' : 'Drop a file here'}</Text>
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
