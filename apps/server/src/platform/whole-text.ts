import type { FastifyInstance } from 'fastify';
import { AppError } from './app-error.ts';

/** Half of a character that takes two: no encoding of Unicode can hold it, and it would be stored as another one. */
const halfCharacter = /\p{Surrogate}/u;

/** Refuses bodies with texts that could not be stored as they are. */
export function registerWholeText(app: FastifyInstance): void {
  app.addHook('preValidation', async ({ body }) => {
    const field = brokenText(body);
    if (field !== undefined) throw textBroken(field);
  });
}

/** Path of a text, or of a member whose name, holds half of a character; `undefined` when none does. */
function brokenText(body: unknown): string | undefined {
  const open: { readonly path: string; readonly value: unknown }[] = [{ path: '', value: body }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { path, value } = next;
    if (typeof value === 'string' && halfCharacter.test(value)) return path;
    if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) continue;
    for (const [key, member] of Object.entries(value)) {
      if (halfCharacter.test(key)) return path;
      open.push({ path: path === '' ? key : `${path}.${key}`, value: member });
    }
  }
  return undefined;
}

function textBroken(field: string): AppError {
  const message = 'The text holds half of a character, which cannot be stored. Type it again.';
  return new AppError({
    kind: 'invalid',
    code: 'validation_failed',
    detail: message,
    errors: [{ field, code: 'text_broken', message }],
  });
}
