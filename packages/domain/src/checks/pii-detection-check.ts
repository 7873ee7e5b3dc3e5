import type { PiiColumn } from '../sensitive/pii-scan.ts';
import type { Check, CheckFinding, CheckIssue } from './check.ts';
import { eachRow } from './row-values.ts';

/** Personal data over all values of all columns; samples are masked. */
export const piiDetectionCheck: Check = {
  name: 'pii_detection',
  category: 'sensitive_data',
  missing: ({ pii }) => (pii === undefined ? ['*'] : []),
  *run({ rows, pii, thresholds }) {
    const columns = pii?.columns ?? [];
    const found = columns.filter((column) => hitsOf(column) > 0);
    const sensitive = found.filter((column) => hitsOf(column) >= column.filled * thresholds.sensitiveShare);
    const findings: CheckFinding[] = [];
    yield* eachRow(rows, (row) => {
      const kinds = pii?.kindsOf(row) ?? [];
      if (kinds.length === 0 || rows.fault(row) !== 0) return;
      const rule = 'row_content';
      findings.push({
        subject: { row },
        status: 'personal_data',
        severity: 'info',
        value: { kinds },
        evidence: { rule },
      });
    });
    return {
      records: rows.rowCount,
      counts: {
        values: columns.reduce((sum, { filled }) => sum + filled, 0),
        hits: found.reduce((sum, column) => sum + hitsOf(column), 0),
        columns: columns.length,
        sensitive_columns: sensitive.length,
        rows_with_pii: findings.length,
      },
      issues: sensitive.map((column) => issueOf(column, thresholds.sensitiveShare)),
      findings,
      lists: { columns: found.map(columnOnList) },
    };
  },
};

function hitsOf({ hits }: PiiColumn): number {
  return Object.values(hits).reduce((sum, count) => sum + count, 0);
}

function columnOnList(column: PiiColumn) {
  const { header, hits, filled, samples } = column;
  return { column: header, kinds: hits, share: Math.round((hitsOf(column) / filled) * 1000) / 1000, samples };
}

function issueOf(column: PiiColumn, leastShare: number): CheckIssue {
  const { field, position, hits, filled, samples } = column;
  return {
    rule: 'personal_data',
    severity: 'info',
    field,
    position,
    rowCount: hitsOf(column),
    ranges: [],
    sample: samples.map(({ row, value }) => ({ row_number: row, value })),
    detail: { kinds: hits, filled, least_share: leastShare },
  };
}
