/** Types a client account may give to a field of its own; a subset of those of the catalog. */
export const customFieldTypes = ['text', 'integer', 'decimal', 'boolean', 'date'] as const;
export type CustomFieldType = (typeof customFieldTypes)[number];
