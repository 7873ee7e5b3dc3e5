import { ownValue } from '@landfall/domain/shared/own-value';
import { Button, Group, Text, TextInput } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import type { RejectedRow, RejectedRowsPage } from '../../api/entities.ts';
import { Tag } from '../../components/tag.tsx';
import { formatCount } from '../../texts/format.ts';
import { rejectReasonText } from '../../texts/vocabulary.ts';
import { changedCells, type Corrections } from './use-corrections.ts';

interface LineProps {
  readonly row: RejectedRow;
  readonly columns: RejectedRowsPage['columns'];
  /** Left out where the rows cannot be corrected. */
  readonly corrections: Corrections | null;
}

/** One rejected row: why it was not taken over, and its cells as they stand or to be corrected. */
export function RejectedLine({ row, columns, corrections }: LineProps) {
  const draft = corrections?.drafts[row.row_number] ?? {};
  if (corrections !== null && corrections.editing === row.row_number)
    return <EditedLine row={row} columns={columns} corrections={corrections} />;
  const isLeft = corrections?.left === row.row_number;
  const edit = () => corrections?.edit(row.row_number);
  return (
    <tr
      tabIndex={corrections === null ? undefined : 0}
      onKeyDown={(event) => {
        if (event.key !== 'e' || event.target !== event.currentTarget) return;
        event.preventDefault();
        edit();
      }}
    >
      <Reason row={row} columns={columns} isCorrected={Object.keys(draft).length > 0} />
      {columns.map(({ key }) => (
        <td key={key} style={{ overflowWrap: 'anywhere', minWidth: 90 }}>
          {ownValue(draft, key) ?? ownValue(row.cells, key) ?? ''}
        </td>
      ))}
      {corrections !== null && (
        <td>
          <Group gap="xs" wrap="nowrap">
            {row.reason_code === 'ambiguous_match' && (
              <Button
                size="compact-xs"
                aria-label={`Choose the asset of line ${row.line_number}`}
                onClick={() => corrections.choose(row)}
              >
                Choose…
              </Button>
            )}
            <Button
              size="compact-xs"
              variant="default"
              aria-label={`Correct line ${row.line_number}`}
              autoFocus={isLeft}
              {...(isLeft && { onFocus: corrections.forgetLeft })}
              onClick={edit}
            >
              Correct…
            </Button>
          </Group>
        </td>
      )}
    </tr>
  );
}

interface ReasonProps extends Pick<LineProps, 'row' | 'columns'> {
  readonly isCorrected: boolean;
}

function Reason({ row, columns, isCorrected }: ReasonProps) {
  const keys = new Set(columns.map(({ key }) => key));
  const surplus = Object.fromEntries(Object.entries(row.cells).filter(([key]) => !keys.has(key)));
  return (
    <>
      <th scope="row" className="num" style={{ verticalAlign: 'top' }}>
        {formatCount(row.line_number)}
      </th>
      <td style={{ minWidth: 220 }}>
        <Text size="sm" fw={650}>
          {beginningUpper(rejectReasonText(row.reason_code))}
        </Text>
        <Text size="sm" c="dimmed">
          {row.reason}
        </Text>
        {Object.keys(surplus).length > 0 && (
          <Text size="sm" c="dimmed">{`Beyond the header: ${Object.values(surplus).join(', ')}`}</Text>
        )}
        {isCorrected && <Tag tone="info">Corrected, not sent</Tag>}
        {!isCorrected && row.revision > 0 && <Tag tone="plain">{`Correction ${row.revision}`}</Tag>}
      </td>
    </>
  );
}

function beginningUpper(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function EditedLine({ row, columns, corrections }: LineProps & { readonly corrections: Corrections }) {
  const [values, setValues] = useState<Readonly<Record<string, string>>>(
    corrections.drafts[row.row_number] ?? {},
  );
  const keep = () => corrections.keep(row, changedCells(row, values));
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' && event.key !== 'Escape') return;
    // The focus moves to a button, which this key would press.
    event.preventDefault();
    if (event.key === 'Enter') keep();
    else corrections.edit(null);
  };
  return (
    <tr>
      <Reason row={row} columns={columns} isCorrected={false} />
      {columns.map(({ key, header, is_hidden: isHidden }, at) => (
        <td key={key} style={{ minWidth: 140 }}>
          <TextInput
            disabled={isHidden}
            size="xs"
            aria-label={`${header === '' ? key : header}, line ${row.line_number}`}
            autoFocus={at === 0}
            value={ownValue(values, key) ?? ownValue(row.cells, key) ?? ''}
            onChange={(event) => setValues({ ...values, [key]: event.currentTarget.value })}
            onKeyDown={onKeyDown}
          />
        </td>
      ))}
      <td>
        <Group gap="xs" wrap="nowrap">
          <Button size="compact-xs" onClick={keep} aria-label={`Keep line ${row.line_number}`}>
            Keep
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => corrections.edit(null)}
            aria-label={`Leave line ${row.line_number} as it is`}
          >
            Cancel
          </Button>
        </Group>
      </td>
    </tr>
  );
}
