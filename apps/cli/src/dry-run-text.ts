import type { ConnectionPreview } from '@landfall/contract/dependencies';
import type { FieldEffect, PreviewEnd, PreviewRow } from '@landfall/contract/inventory';
import type { DryRunSummary } from './dry-run.ts';
import { largeChangeText } from './import-run.ts';

const countLabels = [
  ['source_rows', 'source rows'],
  ['create', 'to create'],
  ['create_ends', 'to create as ends'],
  ['update', 'to update'],
  ['merge', 'merged duplicates'],
  ['unchanged', 'unchanged'],
  ['connect', 'of connections'],
  ['conflict', 'in conflict'],
  ['reject', 'rejected'],
] as const;

/** The numbers of a dry run, with what it takes to approve them. */
export function summaryText({ counts, large_change: change }: DryRunSummary): string {
  const lines = countLabels.map(
    ([key, label]) => `${label.padEnd(18)}${counts[key].toLocaleString('en').padStart(12)}`,
  );
  const guard =
    change === null
      ? []
      : [`! ${largeChangeText(change)} Importing needs --confirm-large-change ${change.affected}.`];
  return `${[...lines, ...guard].join('\n')}\n`;
}

/** What one row would do, field by field. */
export function rowText(row: PreviewRow): string {
  const { action, line_number: line, name, diff } = row;
  const lines = [`${action.padEnd(8)} line ${line}  ${name ?? 'without a name'}`, ...whyLines(row)];
  return `${[...lines, ...diff.map((effect) => fieldText(effect, row))].join('\n')}\n`;
}

/** An asset that is made because connections name it, with the fields it gets. */
export function endText(end: PreviewEnd): string {
  const fields = [
    ['Asset type', end.asset_type.replaceAll('_', ' ')],
    ['Host name', end.hostname],
    ['Fully qualified domain name', end.fqdn],
    ['IP address', end.ip_address.length === 0 ? null : end.ip_address],
  ] as const;
  const lines = fields.flatMap(([label, value]) =>
    value === null ? [] : [`  ${label}: ${valueText(value)}`],
  );
  return `${[`create   row ${end.row_number}  ${end.name}  (end of a connection)`, ...lines].join('\n')}\n`;
}

const effectWords = { created: 'connect', updated: 'update', unchanged: 'unchanged' } as const;

/** What the rows of one connection would do to it, value by value. */
export function connectionText(connection: ConnectionPreview): string {
  const { effect, source, target, dependency_type: type, port, protocol, row_number: row, diff } = connection;
  const rows = connection.row_count === 1 ? `row ${row}` : `row ${row} and ${connection.row_count - 1} more`;
  const where = [port === null ? '' : ` port ${port}`, protocol === null ? '' : ` ${protocol}`].join('');
  const kind = type.replaceAll('_', ' ');
  const [from, to] = [endName(source), endName(target)];
  const head = `${effectWords[effect].padEnd(8)} ${rows}  ${from} ${kind} ${to}${where}`;
  const values = diff.map(({ field, before, after }) => {
    const change = before === null ? valueText(after) : `${valueText(before)} -> ${valueText(after)}`;
    return `  ${field.replaceAll('_', ' ')}: ${change}`;
  });
  return `${[head, ...values].join('\n')}\n`;
}

function endName({ name, is_new: isNew }: ConnectionPreview['source']): string {
  return isNew ? `${name} (new)` : name;
}

function whyLines({ reason, reason_code: code, conflict }: PreviewRow): string[] {
  if (reason !== null) return [`  ${reason} (${code})`];
  if (conflict === null) return [];
  const names = conflict.candidates.map((candidate) => candidate.name).join(', ');
  return [`  ${conflict.type.replaceAll('_', ' ')}: a person decides about ${names || 'no live asset'}`];
}

function fieldText(effect: FieldEffect, row: PreviewRow): string {
  const { label, before, after, outcome } = effect;
  if (outcome === 'set') return `  ${label}: ${valueText(after)}${notesOf(effect, row)}`;
  const arrow = outcome === 'kept' ? `${valueText(before)} stays, not ${valueText(after)}` : undefined;
  return `  ${label}: ${arrow ?? `${valueText(before)} -> ${valueText(after)}`}${notesOf(effect, row)}`;
}

function notesOf(effect: FieldEffect, row: PreviewRow): string {
  const { decided_by: rule, before_source: source, row_number: from, by_reviewer: isReviewers } = effect;
  const notes = [
    ...(rule === null || rule === 'only_value' ? [] : [rule.replaceAll('_', ' ')]),
    ...(source === null ? [] : [`before: ${sourceText(source)}`]),
    ...(isReviewers ? ['by the reviewer'] : from === row.row_number ? [] : [`from row ${from}`]),
  ];
  return notes.length === 0 ? '' : `  (${notes.join('; ')})`;
}

function sourceText(source: NonNullable<FieldEffect['before_source']>): string {
  const { origin, import_name: name, row_number: row } = source;
  if (origin === 'user') return 'a person';
  return name === null ? 'origin unknown' : `${name} row ${row ?? '?'}`;
}

function valueText(value: unknown): string {
  if (value === null || value === undefined) return 'unknown';
  if (Array.isArray(value)) return value.map(valueText).join(', ');
  return typeof value === 'string' ? value : JSON.stringify(value);
}
