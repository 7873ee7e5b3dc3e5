import { downloadReport, type ReportFormat } from '../api/imports.ts';
import { FormatDownloads } from './format-downloads.tsx';

const formats: readonly (readonly [ReportFormat, string])[] = [
  ['xlsx', 'Workbook'],
  ['json', 'JSON'],
];

/** The report of an import to be handed over. */
export function ReportDownloads({ importId }: { importId: string }) {
  return (
    <FormatDownloads
      title="Report of this import"
      what="the report"
      formats={formats}
      load={(format) => downloadReport(importId, format)}
      fileName={`import-report-${importId}`}
    />
  );
}
