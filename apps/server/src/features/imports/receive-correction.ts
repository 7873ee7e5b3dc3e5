import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Multipart } from '@fastify/multipart';
import { correctionRows } from '@landfall/contract/corrections';
import type { ReadingChoices } from '@landfall/domain/tabular/table-source';
import type { z } from 'zod';
import { readCorrectionLines, requireHeader } from './correction-file.ts';
import { unknownCorrectedColumn } from './corrections.errors.ts';
import type { Correction } from './corrections.service.ts';
import { lookAtFile } from './look-at-file.ts';
import type { RecordSource } from './stored-rows.ts';
import { type ArrivedFile, receiveFile, type ReceiveDeps } from './receive-file.ts';
import { closeUpload, openUpload } from './upload-form.ts';

/** A correction that arrived whole; its rows are not looked at yet. */
export interface Received {
  readonly arrived: ArrivedFile;
  readonly fileName: string;
  /** Rows that came as a list; `undefined` for a file. */
  readonly rows: z.infer<typeof correctionRows>['rows'] | undefined;
  /** How a person said that the file is to be read. */
  readonly choices: ReadingChoices;
  readonly hash: string;
}

/** Takes in a corrected failed-rows file. */
export async function receiveForm(deps: ReceiveDeps, parts: AsyncIterator<Multipart>): Promise<Received> {
  const { form, file } = await openUpload(parts);
  const arrived = await receiveFile(deps, file.file);
  await closeUpload(parts);
  return {
    arrived,
    fileName: file.filename.slice(-200) || 'corrections',
    rows: undefined,
    choices: form.choices,
    hash: createHash('sha256')
      .update(JSON.stringify([form.choices, arrived.sha256]))
      .digest('hex'),
  };
}

/** Takes in rows edited in the grid; they are kept like a file of corrections, as they were sent. */
export async function receiveRows(deps: ReceiveDeps, body: unknown): Promise<Received> {
  const { rows } = correctionRows.parse(body);
  const sent = JSON.stringify(rows);
  const arrived = await receiveFile(deps, Readable.from([Buffer.from(sent)], { objectMode: false }));
  const hash = createHash('sha256').update(sent).digest('hex');
  return { arrived, fileName: 'edited-rows.json', rows, choices: {}, hash };
}

/** The lines of a correction that arrived; throws 409 for another header. */
export async function correctionOf(
  deps: ReceiveDeps,
  source: RecordSource,
  received: Received,
): Promise<Correction> {
  const { arrived, fileName, rows, choices } = received;
  const stored = {
    fileName,
    storageKey: arrived.incoming.storageKey,
    sha256: arrived.sha256,
    sizeBytes: arrived.sizeBytes,
  };
  if (rows !== undefined) {
    await arrived.incoming.keep();
    const file = { ...stored, format: 'json', encoding: 'utf-8', dialect: {} };
    return { source, lines: linesOf(rows, source), file, isGuarded: false };
  }
  const named = { name: fileName, choices: { ...choices, headerRow: 1 } };
  const { layout, facts } = await lookAtFile(arrived, named, deps.limits);
  requireHeader(source.columns, layout.columns);
  await arrived.incoming.keep();
  const kept = { ...stored, layout, facts, category: '', sourceSystem: null };
  const lines = await readCorrectionLines(deps.files, kept, source.columns);
  const file = { ...stored, format: layout.format, encoding: layout.encoding, dialect: layout };
  return { source, lines, file, isGuarded: true };
}

function linesOf(rows: NonNullable<Received['rows']>, { columns }: RecordSource): Correction['lines'] {
  const positions = new Map(columns.map(({ key, position }) => [key, position] as const));
  return rows.map(({ row_number: row, values }, at) => {
    const cells = Object.entries(values).map(([key, text]) => {
      const position = positions.get(key);
      if (position === undefined) throw unknownCorrectedColumn(row, key);
      return [position, text] as const;
    });
    return { line: at + 1, row, cells: new Map(cells) };
  });
}
