import { Select, Text } from '@mantine/core';
import type { InspectAnswer } from '../../api/entities.ts';
import { formatCount, formatShare } from '../../texts/format.ts';
import type { Choosing } from './choosing.ts';

type Join = NonNullable<InspectAnswer['detection']['join']>;
type JoinedSheet = Join['sheets'][number];
type Candidate = JoinedSheet['candidates'][number];

const relationWords = {
  one_to_one: 'one row for each machine',
  one_to_many: 'several rows for a machine, as lists',
  many_to_one: 'one row for several machines',
  many_to_many: 'several rows for several machines, as lists',
} as const;

/** By which columns sheets are joined, with the evidence for it; each can be joined by others. */
export function SheetJoin({ join, choices, onChoices }: Choosing & { join: Join }) {
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reachable by keyboard
    <section aria-label="How the sheets are joined" tabIndex={0} className="scroll-x">
      <table className="plain">
        <thead>
          <tr>
            <th scope="col">Sheet</th>
            <th scope="col">Joined by</th>
            <th scope="col">Found in {join.lead}</th>
            <th scope="col">What comes in</th>
          </tr>
        </thead>
        <tbody>
          {join.sheets.map((side) => (
            <tr key={side.sheet}>
              <th scope="row">{side.sheet}</th>
              <td>
                {side.key.length === 0 ? 'no rows' : <KeySelect {...{ side, join, choices, onChoices }} />}
              </td>
              <td>
                <Text size="sm">{foundText(side)}</Text>
                {side.own_lines !== null && (
                  <Text size="sm" c="dimmed">
                    {ownText(side)}
                  </Text>
                )}
              </td>
              <td>
                <Text size="sm">{columnsText(side)}</Text>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

function KeySelect({ side, join, choices, onChoices }: Choosing & { side: JoinedSheet; join: Join }) {
  const data = side.candidates.map((candidate) => ({
    value: valueOf(candidate.key),
    label: `${keyText(candidate)} (${formatShare(candidate.coverage)} found)`,
  }));
  const choose = (value: string | null) => {
    const chosen = side.candidates.find(({ key }) => valueOf(key) === value);
    if (chosen === undefined) return;
    const own = chosen.key.map((pair) => pair.own);
    onChoices({
      ...choices,
      sheet: join.lead,
      join_columns: { ...choices.join_columns, [side.sheet]: own },
    });
  };
  return (
    <Select
      aria-label={`Column that joins ${side.sheet}`}
      miw={240}
      allowDeselect={false}
      value={valueOf(side.key)}
      data={data}
      onChange={choose}
    />
  );
}

function valueOf(key: Candidate['key']): string {
  return JSON.stringify(key.map(({ lead, own }) => [lead, own]));
}

function keyText({ key }: Candidate): string {
  return key.map(({ lead, own }) => (lead === own ? own : `${own} = ${lead}`)).join(' and ');
}

function foundText({ rows, matched_rows: matched, relation }: JoinedSheet): string {
  return `${formatCount(matched)} of ${formatCount(rows)} rows, ${relationWords[relation]}`;
}

function ownText({ unmatched, own_lines: lines }: JoinedSheet): string {
  const [first = 0, last = first] = lines ?? [];
  const where =
    first === last ? `row ${formatCount(first)}` : `rows ${formatCount(first)}–${formatCount(last)}`;
  return `${formatCount(unmatched.count)} without a match: ${where} of their own`;
}

const shownColumns = 6;

function columnsText({ sheet, columns, merged }: JoinedSheet): string {
  const shown = columns.slice(0, shownColumns).map((column) => `${sheet}.${column}`);
  const more =
    columns.length > shownColumns ? `, and ${formatCount(columns.length - shownColumns)} more` : '';
  const same =
    merged.length === 0 ? '' : `; ${merged.map(({ own }) => own).join(', ')} say the same as the lead sheet`;
  return columns.length === 0 ? `no columns${same}` : `${shown.join(', ')}${more}${same}`;
}
