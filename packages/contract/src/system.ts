import { z } from 'zod';

export const healthAnswer = z.object({ status: z.literal('ok') });
export const versionAnswer = z.object({ name: z.literal('landfall'), version: z.string() });
/** `ready` only when every check holds; the status is then 200, else 503. */
export const readyAnswer = z.object({
  status: z.enum(['ready', 'not_ready']),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});
