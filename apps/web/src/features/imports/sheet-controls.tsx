import { MultiSelect, Select } from '@mantine/core';
import type { InspectAnswer, UploadOptions } from '../../api/entities.ts';
import type { Choosing } from './choosing.ts';

type Detection = InspectAnswer['detection'];

/** Which sheet of a workbook is read, and which others are put beside its rows. */
export function SheetControls({ detection, choices, onChoices }: Choosing & { detection: Detection }) {
  const { sheet, sheets } = detection;
  const data = sheets.map(({ name, visibility }) => ({
    value: name,
    label: visibility === 'visible' ? name : `${name} (hidden)`,
  }));
  const joined = (choices.sheets ?? []).filter((name) => name !== sheet);
  return (
    <>
      <Select
        label={detection.join === null ? 'Sheet' : 'Lead sheet'}
        w={200}
        allowDeselect={false}
        value={sheet}
        data={data}
        // Another sheet has its own header row.
        onChange={(lead) => lead !== null && onChoices(withLead(choices, lead))}
      />
      {sheets.length > 1 && (
        <MultiSelect
          label="Joined with"
          description="Their rows are put beside those of the same machine"
          miw={260}
          maw={520}
          placeholder={joined.length === 0 ? 'No other sheet' : ''}
          value={joined}
          data={data.filter(({ value }) => value !== sheet)}
          onChange={(names) => onChoices(joining(sheet, names))}
        />
      )}
    </>
  );
}

/** Another sheet leads; those that were joined stay together. */
function withLead({ sheets }: UploadOptions, lead: string): UploadOptions {
  return sheets === undefined ? { sheet: lead } : { sheet: lead, sheets };
}

/** The sheet that was read leads the first time only if nothing speaks for another one. */
function joining(sheet: string | null, names: readonly string[]): UploadOptions {
  if (names.length === 0) return sheet === null ? {} : { sheet };
  return { sheets: sheet === null ? [...names] : [sheet, ...names] };
}
