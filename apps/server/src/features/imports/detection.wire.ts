import type { detectionSchema } from '@landfall/contract/imports';
import type { FileLayout } from '@landfall/domain/tabular/file-layout';
import type { z } from 'zod';

/** A layout as the API tells it. */
export function detectionOnWire(layout: FileLayout): z.infer<typeof detectionSchema> {
  return {
    format: layout.format,
    encoding: layout.encoding,
    delimiter: layout.delimiter,
    line_ending: layout.lineEnding,
    header_row: layout.headerLine,
    columns: layout.columns.map(({ position, key, header }) => ({ position, key, header })),
    title_lines: [...layout.notes],
  };
}
