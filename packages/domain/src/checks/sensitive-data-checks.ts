import { personalMaskerOf } from '../sensitive/mask-value.ts';
import { findTargetField } from '../catalog/target-fields.ts';
import { listSeparator } from '../cleansing/clean-text.ts';
import { customFieldPrefix } from '../cleansing/import-plan.ts';
import type { ReadableRows } from '../dependencies/dependency-rows.ts';
import { frameworksIn } from '../sensitive/frameworks.ts';
import { sensitiveKindOf } from '../quality/sensitive-kind.ts';
import { unknownWords } from '../quality/unknown-words.ts';
import {
  type Check,
  type CheckedColumn,
  type CheckFinding,
  type CheckInput,
  type CheckIssue,
  issueAbout,
} from './check.ts';
import type { CheckThresholds } from './check-thresholds.ts';
import { lineageCheck } from './lineage-check.ts';
import { piiDetectionCheck } from './pii-detection-check.ts';
import { eachRow, isLead, missingAll, ofEachRow, rowsWhere, subjectValue } from './row-values.ts';

const guarded = new Set(['confidential', 'restricted']);

function isGuarded(input: CheckInput, row: number): boolean {
  return guarded.has(subjectValue(input, 'data_classification', row) ?? '');
}

const mostWords = 50;
const classification = findTargetField('data_classification') ?? { key: 'data_classification' };

/** The issue about words that no level is known for; of them a person says what they mean. */
function unknownLevels({ field, profile, unread = [] }: CheckedColumn): CheckIssue[] {
  const found = unread.find(({ issue }) => issue === 'enum_unknown_value');
  if (found === undefined) return [];
  const { count: rowCount, ranges, samples, texts } = found;
  const frequent = unknownWords(profile, classification);
  const others = texts
    .filter(([text]) => frequent.every(({ value }) => value !== text))
    .map(([value, count]) => ({ value, count }));
  return [
    {
      rule: 'unknown_classification',
      severity: 'critical',
      field,
      position: profile.position,
      rowCount,
      ranges,
      sample: samples.map(({ row, value }) => ({ row_number: row, value: value.slice(0, 200) })),
      detail: { values: [...frequent, ...others].slice(0, mostWords) },
    },
  ];
}

/** What each word of the file means as a level, those masked that are personal; of a column of secrets none is shown. */
function levelTable({ profile, read }: CheckedColumn, thresholds: CheckThresholds) {
  if (read === undefined || sensitiveKindOf(profile, thresholds) === 'secret') return [];
  const shown = personalMaskerOf(profile.header);
  return profile.topValues.map(({ value, count }) => ({ value: shown(value), level: read(value), count }));
}

const classificationCheck: Check = {
  name: 'classification',
  category: 'sensitive_data',
  missing: ({ rows }) => missingAll(rows, ['data_classification']),
  *run(input) {
    const { rows, profile, thresholds } = input;
    const columns = profile.filter(({ field }) => field === 'data_classification');
    const issues = columns.flatMap(unknownLevels);
    const unknown = issues.reduce((sum, { rowCount }) => sum + rowCount, 0);
    const counts: Record<string, number> = { rows: rows.rowCount, unclassified: 0, unknown };
    yield* eachRow(rows, (row) => {
      const level = rows.value('data_classification', row) ?? 'unclassified';
      counts[level] = (counts[level] ?? 0) + 1;
    });
    const classified = yield* rowsWhere(rows, (row) => isLead(input, row) && isGuarded(input, row));
    const findings = yield* ofEachRow(classified, (row): CheckFinding[] => {
      const level = subjectValue(input, 'data_classification', row);
      return [
        {
          subject: { row },
          status: 'classified',
          severity: 'info',
          value: { level },
          evidence: { rule: 'declared' },
        },
      ];
    });
    // A word that nobody knows classifies a row, only not yet.
    counts['unclassified'] = Math.max(0, (counts['unclassified'] ?? 0) - unknown);
    return {
      records: rows.rowCount,
      counts,
      issues,
      findings,
      lists: { levels: columns.flatMap((column) => levelTable(column, thresholds)) },
    };
  },
};

const healthWords =
  /\b(?:health|patient|medical|clinical|diagnos\w*|hospital|treatment|phi|gesundheit\w*|santé|salud)\b/iu;
const cardWords =
  /\b(?:payment card|credit card|card ?holder|cardholder|card number|pan|debit card|kreditkarte\w*)\b/iu;
const describing = ['name', 'data_store', 'description', 'notes', 'tags', 'asset_subtype'] as const;

const complianceCheck: Check = {
  name: 'compliance',
  category: 'sensitive_data',
  missing: ({ rows }) => missingAll(rows, ['compliance_requirements']),
  *run(input) {
    const { rows } = input;
    const counts: Record<string, number> = { rows: rows.rowCount, without: 0, other: 0 };
    const gaps: CheckFinding[] = [];
    yield* eachRow(rows, (row) => {
      const stated = rows.value('compliance_requirements', row)?.split(listSeparator) ?? [];
      if (stated.length === 0) counts['without'] = (counts['without'] ?? 0) + 1;
      const named = stated.map(frameworksIn);
      for (const framework of named.flatMap((each) => (each.length === 0 ? ['other'] : each)))
        counts[framework] = (counts[framework] ?? 0) + 1;
      if (isLead(input, row)) gaps.push(...gapsOf(input, row));
    });
    const rowsWithGap = gaps.flatMap(({ subject }) => ('row' in subject ? [subject.row] : []));
    return {
      records: rows.rowCount,
      counts: { ...counts, gaps: gaps.length },
      issues: issueAbout({ rule: 'compliance_gap', severity: 'warning', field: 'compliance_requirements' }, [
        ...new Set(rowsWithGap),
      ]),
      findings: gaps,
    };
  },
};

function frameworksOf(input: CheckInput, row: number): ReadonlySet<string> {
  const requirements = subjectValue(input, 'compliance_requirements', row)?.split(listSeparator) ?? [];
  return new Set(requirements.flatMap(frameworksIn));
}

function gapsOf(input: CheckInput, row: number): CheckFinding[] {
  const { rows, pii } = input;
  if (rows.fault(row) !== 0) return [];
  const stated = frameworksOf(input, row);
  const text = describing.map((field) => subjectValue(input, field, row) ?? '').join(' ');
  const gap = (rule: string, needs: readonly string[]): CheckFinding => ({
    subject: { row },
    status: 'compliance_gap',
    severity: 'warning',
    value: { rule, needs },
    evidence: { rule },
  });
  const hasCards = cardWords.test(text) || pii?.kindsOf(row).includes('payment_card') === true;
  return [
    ...(healthWords.test(text) && !stated.has('HIPAA') && !stated.has('GDPR')
      ? [gap('health_data', ['HIPAA', 'GDPR'])]
      : []),
    ...(hasCards && !stated.has('PCI_DSS') ? [gap('card_data', ['PCI_DSS'])] : []),
  ];
}

const encryptionCheck: Check = {
  name: 'encryption',
  category: 'sensitive_data',
  missing: ({ rows }) => missingAll(rows, ['encryption_status']),
  *run(input) {
    const { rows } = input;
    const counts: Record<string, number> = { rows: rows.rowCount, unknown: 0 };
    yield* eachRow(rows, (row) => {
      const status = rows.value('encryption_status', row) ?? 'unknown';
      counts[status] = (counts[status] ?? 0) + 1;
    });
    const open = yield* rowsWhere(
      rows,
      (row) =>
        isLead(input, row) &&
        isGuarded(input, row) &&
        subjectValue(input, 'encryption_status', row) === 'none',
    );
    return {
      records: rows.rowCount,
      counts: { ...counts, unencrypted_guarded: open.length },
      issues: issueAbout({ rule: 'unencrypted', severity: 'warning', field: 'encryption_status' }, open),
      findings: open.map((row) => ({
        subject: { row },
        status: 'unencrypted',
        severity: 'warning',
        value: { classification: subjectValue(input, 'data_classification', row), encryption: 'none' },
        evidence: { rule: 'guarded_unencrypted' },
      })),
    };
  },
};

/** Groups that hold everybody, as whole names, with a domain before or a right behind: `Public Relations` is none. */
const openGroups =
  /^(?:.*[\\/])?(?:everyone|everybody|public|all users|all employees|all staff|authenticated users|domain users|anonymous(?: users?| logon)?|jeder|alle(?: mitarbeiter)?|tout le monde|todos)(?:\s*[:=(].*)?$/i;

/** Custom attributes that list who may read. */
function accessFields({ fields }: ReadableRows): string[] {
  return [...fields].filter(
    (field) =>
      field.startsWith(customFieldPrefix) &&
      /access|permission|shared|audience|group|reader|zugriff/i.test(field),
  );
}

const accessCheck: Check = {
  name: 'access',
  category: 'sensitive_data',
  missing: ({ rows }) =>
    accessFields(rows).length > 0 ? [] : missingAll(rows, ['data_owner', 'business_owner']),
  *run(input) {
    const { rows } = input;
    const fields = accessFields(rows);
    const groupsOf = (row: number): string[] =>
      fields.flatMap((field) => rows.value(field, row)?.split(/[;,|\n]/) ?? []).map((group) => group.trim());
    const hasOwner = (row: number): boolean =>
      ['data_owner', 'business_owner'].some((field) => subjectValue(input, field, row) !== null);
    const unowned = yield* rowsWhere(rows, (row) => isLead(input, row) && !hasOwner(row));
    const open = yield* rowsWhere(
      rows,
      (row) => isGuarded(input, row) && groupsOf(row).some((group) => openGroups.test(group)),
    );
    const groups = new Set<string>();
    yield* eachRow(rows, (row) => {
      if (rows.fault(row) === 0) for (const group of groupsOf(row)) groups.add(group);
    });
    groups.delete('');
    return {
      records: rows.rowCount,
      counts: {
        rows: rows.rowCount,
        without_owner: unowned.length,
        groups: groups.size,
        open_access: open.length,
      },
      issues: [
        ...issueAbout({ rule: 'owner_missing', severity: 'info', field: 'data_owner' }, unowned),
        ...issueAbout({ rule: 'open_access', severity: 'warning', field: null }, open),
      ],
      findings: open.map((row) => ({
        subject: { row },
        status: 'open_access',
        severity: 'warning',
        value: {
          classification: subjectValue(input, 'data_classification', row),
          groups: groupsOf(row).filter((group) => openGroups.test(group)),
        },
        evidence: { rule: 'open_group' },
      })),
    };
  },
};

/** The checks of sensitive data, in the order they are shown. */
export const sensitiveDataChecks: readonly Check[] = [
  classificationCheck,
  piiDetectionCheck,
  complianceCheck,
  encryptionCheck,
  accessCheck,
  lineageCheck,
];
