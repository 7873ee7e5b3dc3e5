import { z } from 'zod';
import { AppError } from './app-error.ts';

/** A moment as the API writes it: ISO 8601 in UTC with milliseconds. */
export function isoTime(moment: Date): string;
export function isoTime(moment: Date | null): string | null;
export function isoTime(moment: Date | null): string | null {
  return moment === null ? null : moment.toISOString();
}

/** Packs the position after the last item of a page into the opaque `next_cursor`. */
export function encodeCursor(position: unknown): string {
  return Buffer.from(JSON.stringify(position)).toString('base64url');
}

/** Unpacks a cursor that {@link encodeCursor} made; anything else is `validation_failed` on `cursor`. */
export function decodeCursor<Position>(cursor: string, shape: z.ZodType<Position>): Position {
  const parsed = shape.safeParse(parseJson(Buffer.from(cursor, 'base64url').toString('utf8')));
  if (parsed.success) return parsed.data;
  throw new AppError({
    kind: 'invalid',
    code: 'validation_failed',
    detail: 'The cursor is not one this server made. Start again from the first page.',
    errors: [{ field: 'cursor', code: 'invalid_cursor', message: 'Not a cursor of this list.' }],
  });
}

/** A page by position: where it begins and how long it is. */
export interface OffsetPage {
  readonly offset: number;
  readonly limit: number;
}

const offsetShape = z.strictObject({ offset: z.number().int().min(0) });

/** The page a list of positions is asked for. */
export function offsetPage({
  limit,
  cursor,
}: {
  readonly limit: number;
  readonly cursor?: string | undefined;
}): OffsetPage {
  return { limit, offset: cursor === undefined ? 0 : decodeCursor(cursor, offsetShape).offset };
}

/** The cursor of the page after this one; null behind the last. */
export function nextOffset({ offset, limit }: OffsetPage, total: number): string | null {
  return offset + limit < total ? encodeCursor({ offset: offset + limit }) : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

const uuid = z.uuid();

/** Whether a text is a UUID, so that it may be given to a uuid column. */
export function isUuid(text: string): boolean {
  return uuid.safeParse(text).success;
}
