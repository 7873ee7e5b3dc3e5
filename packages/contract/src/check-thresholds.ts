import { thresholdDefinitions } from '@landfall/domain/checks/check-thresholds';
import { z } from 'zod';

const names = thresholdDefinitions.map(({ name }) => name);

/** A limit that checks go by in this engagement. */
export const checkThreshold = z.object({
  name: z.enum(names),
  /** Name of the check. */
  check: z.string(),
  meaning: z.string(),
  unit: z.enum(['applications', 'connections', 'percent', 'months', 'share', 'cores', 'GB']),
  value: z.number(),
  default: z.number(),
  /** True when a person set it. */
  is_set: z.boolean(),
  min: z.number(),
  max: z.number(),
  is_whole: z.boolean(),
});
export type CheckThreshold = z.infer<typeof checkThreshold>;
export const checkThresholdsAnswer = z.object({ items: z.array(checkThreshold) });

const valueOf = ({ min, max, isWhole }: (typeof thresholdDefinitions)[number]) =>
  (isWhole ? z.number().int() : z.number()).min(min).max(max);

/** Every threshold that is not the default; one left out has its default again. */
export const checkThresholdsBody = z.strictObject({
  thresholds: z
    .strictObject(
      Object.fromEntries(thresholdDefinitions.map((definition) => [definition.name, valueOf(definition)])),
    )
    .partial(),
});
