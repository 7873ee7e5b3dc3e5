import { z } from 'zod';

const system = z.string().trim().min(1).max(200);

/** Source systems of an engagement, the most trusted first; capitals do not matter. */
export const sourcePrecedenceBody = z.strictObject({
  source_systems: z
    .array(system)
    .max(100)
    .refine((systems) => new Set(systems.map((name) => name.toLowerCase())).size === systems.length, {
      message: 'Name each source system once.',
    }),
});
export const sourcePrecedenceAnswer = z.object({
  source_systems: z.array(z.string()),
  /** Source systems that imports of the engagement name. */
  known: z.array(z.string()),
});
