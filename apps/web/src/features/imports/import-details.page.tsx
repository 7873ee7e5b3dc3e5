import { Button, Stack, Tabs, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import type { ImportDetails } from '../../api/entities.ts';
import { downloadOriginal, importQuery } from '../../api/imports.ts';
import { useLiveFlow } from '../../api/use-live-flow.ts';
import { saveFile } from '../../api/save-file.ts';
import { useCommand } from '../../api/use-command.ts';
import { AccountingBar } from '../../components/accounting-bar.tsx';
import { AppLink } from '../../components/app-link.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { FlowCard } from '../../flow/flow-card.tsx';
import { formatBytes, formatCount } from '../../texts/format.ts';
import { categoryLabel } from '../../texts/vocabulary.ts';
import { detectionText } from './detection-text.ts';
import { countedTexts, noteTexts, unitWords } from './inspection-findings.tsx';
import { ProcessingSteps } from './processing-steps.tsx';
import { RawRows } from '../../flow/raw-rows.tsx';
import { ReportDownloads } from '../../flow/report-downloads.tsx';
import { RowDownloads } from '../../flow/row-downloads.tsx';
import { RejectedRows } from './rejected-rows.tsx';

/** One import: how the file was read, where its rows went, and the rows themselves. */
export function ImportDetailsPage() {
  const { importId = '' }: { importId?: string } = useParams({ strict: false });
  const query = useQuery(importQuery(importId));
  return (
    <>
      {query.data === undefined && <PageHeader title="Import" />}
      <QueryView query={query} label="import">
        {(details) => <Details details={details} />}
      </QueryView>
    </>
  );
}

function Details({ details }: { details: ImportDetails }) {
  // Keeps counts and state moving while the flow runs.
  const live = useLiveFlow(details.flow_id);
  const accounting = live.data?.accounting ?? details.accounting;
  return (
    <Stack gap="lg">
      <PageHeader
        title={details.import_name}
        subtitle={`${categoryLabel[details.import_category]} · imported by ${details.imported_by_name} · ${detectionText(details.detection)}`}
      />
      <FlowCard flow={live.data ?? details.flow} />
      <WhereRowsWent details={details} accounting={accounting} />
      <Parts details={details} flow={live.data ?? details.flow} accounting={accounting} />
      <RowDownloads importId={details.id} />
      <ReportDownloads importId={details.id} />
      <Text size="sm">
        <AppLink href="/discovery/data-import">All imports</AppLink>
      </Text>
    </Stack>
  );
}

interface PartsOfImport {
  details: ImportDetails;
  accounting: ImportDetails['accounting'];
}

function WhereRowsWent({ details, accounting }: PartsOfImport) {
  return (
    <section aria-labelledby="accounting">
      <Title order={2} size="h4" mb="sm" id="accounting">
        Where the rows went
      </Title>
      {accounting === null ? (
        <Text c="dimmed">What becomes of each row is known once the preview is made.</Text>
      ) : (
        <AccountingBar accounting={accounting} />
      )}
      <ReadingNotes details={details} />
    </section>
  );
}

function Parts({ details, flow, accounting }: PartsOfImport & { flow: ImportDetails['flow'] }) {
  return (
    <Tabs defaultValue="rows" keepMounted={false}>
      <Tabs.List aria-label="Parts of this import">
        <Tabs.Tab value="rows">Rows as imported</Tabs.Tab>
        <Tabs.Tab value="rejected">
          Rejected rows{accounting !== null && ` (${formatCount(accounting.rejected)})`}
        </Tabs.Tab>
        <Tabs.Tab value="steps">Processing</Tabs.Tab>
        <Tabs.Tab value="files">Files</Tabs.Tab>
      </Tabs.List>
      <Tabs.Panel value="rows" pt="md">
        <RawRows importId={details.id} />
      </Tabs.Panel>
      <Tabs.Panel value="rejected" pt="md">
        <RejectedRows importId={details.id} flow={flow} />
      </Tabs.Panel>
      <Tabs.Panel value="steps" pt="md">
        <ProcessingSteps importId={details.id} />
      </Tabs.Panel>
      <Tabs.Panel value="files" pt="md">
        <Files details={details} />
      </Tabs.Panel>
    </Tabs>
  );
}

/** What was skipped and noted while the file was read, with where it stands. */
function ReadingNotes({ details }: { details: ImportDetails }) {
  const unit = unitWords[details.detection.line_unit];
  const texts = [
    ...details.skipped_lines.flatMap(({ kind, ...lines }) => countedTexts(unit, kind, lines)),
    ...noteTexts(unit, details.notes.first),
  ];
  if (texts.length === 0) return null;
  return (
    <ul
      aria-label="Noted while the file was read"
      style={{ margin: '8px 0 0', paddingLeft: 20, fontSize: 14 }}
    >
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function Files({ details }: { details: ImportDetails }) {
  return (
    <TableCard
      label="Files"
      heads={['File', { numbers: 'Size' }, { numbers: 'Rows' }, 'Encoding', 'SHA-256']}
    >
      {details.files.map((file) => (
        <tr key={file.id}>
          <td>
            {file.file_name}
            {file.kind === 'original' && <Download importId={details.id} name={file.file_name} />}
          </td>
          <td className="num">{formatBytes(file.size_bytes)}</td>
          <td className="num">{file.row_count === null ? '—' : formatCount(file.row_count)}</td>
          <td>{file.encoding}</td>
          <td className="mono" style={{ wordBreak: 'break-all' }}>
            {file.sha256}
          </td>
        </tr>
      ))}
    </TableCard>
  );
}

/** Gives back the file as it was uploaded; the server notes who took it. */
function Download({ importId, name }: { importId: string; name: string }) {
  const download = useCommand(() => downloadOriginal(importId), {
    onSuccess: (file) => saveFile(file, name),
  });
  return (
    <>
      <Button
        size="compact-xs"
        variant="default"
        ml="sm"
        loading={download.isPending}
        aria-label={`Download ${name}`}
        onClick={() => download.mutate(undefined)}
      >
        Download
      </Button>
      {download.error !== null && <ProblemAlert error={download.error} />}
    </>
  );
}
