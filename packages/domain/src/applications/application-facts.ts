/** How software was come by, as the field `application_type` knows it. */
export const applicationTypes = ['cots', 'custom', 'custom_cots', 'saas', 'other'] as const;
export type ApplicationType = (typeof applicationTypes)[number];

/** How much a business needs something, the most first. */
export const criticalities = ['critical', 'high', 'medium', 'low'] as const;
export type Criticality = (typeof criticalities)[number];
