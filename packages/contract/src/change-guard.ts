import { z } from 'zod';

/** How much of what exists an import may change before its approval asks again. */
export const changeGuardBody = z.strictObject({
  /** Share of the existing assets of the engagement, from 0 (any change asks) to 1 (none does). */
  share: z.number().min(0).max(1),
});
export const changeGuardAnswer = z.object({
  share: z.number(),
  /** Share that holds while the engagement sets none. */
  default_share: z.number(),
});

/** A change of many existing assets that an approval has to confirm. */
export const largeChange = z.object({
  existing_assets: z.number().int(),
  changed: z.number().int(),
  /** Existing assets that rejected rows may have been about. */
  rejected: z.number().int(),
  /** The number to send as `confirm_large_change`. */
  affected: z.number().int(),
  /** Share of the existing assets from which on the engagement asks. */
  share: z.number(),
});
export type LargeChangeNotice = z.infer<typeof largeChange>;
