import { applicationTypes, criticalities } from '@landfall/domain/applications/application-facts';
import { applicationOrigins, applicationRelations } from '@landfall/domain/applications/application-name';
import { assetTypes } from '@landfall/domain/catalog/asset-types';
import { z } from 'zod';
import { id, pageOf, pageQuery, timestamp } from './common.ts';

const name = z.string().trim().min(1).max(500);
const facts = z.object({
  application_type: z.enum(applicationTypes).nullable(),
  business_owner: z.string().trim().min(1).max(500).nullable(),
  criticality: z.enum(criticalities).nullable(),
});
const optionalFacts = facts.partial();

export const applicationsQuery = pageQuery.extend({
  /** Part of the name or of a variant, in any case. */
  search: z.string().trim().max(200).optional(),
  confirmed: z
    .enum(['true', 'false'])
    .transform((word) => word === 'true')
    .optional(),
  /** Applications that this asset belongs to. */
  asset_id: id.optional(),
});

/** The one application that many spellings and assets refer to. */
export const applicationRow = facts.extend({
  id,
  name: z.string(),
  is_confirmed: z.boolean(),
  /** Spellings. */
  variant_count: z.number().int(),
  /** Assets that belong to it. */
  asset_count: z.number().int(),
  version: z.number().int(),
  updated_at: timestamp,
});
export type ApplicationRow = z.infer<typeof applicationRow>;
export const applicationsPage = pageOf(applicationRow);

/** How far the inventory is known by applications. */
export const applicationsSummary = z.object({
  applications: z.number().int(),
  confirmed: z.number().int(),
  assets: z.number().int(),
  assets_without_application: z.number().int(),
});

const variantSchema = z.object({
  variant: z.string(),
  origin: z.enum(['import', 'user']),
  /** Imports that state it. */
  import_count: z.number().int(),
  /** Assets that state it. */
  asset_count: z.number().int(),
});
export const applicationDetails = applicationRow.extend({
  confirmed_at: timestamp.nullable(),
  confirmed_by: z.string().nullable(),
  variants: z.array(variantSchema),
  /** Applications whose names are close, the closest first: they may be the same. */
  similar: z.array(z.object({ id, name: z.string(), similarity: z.number().min(0).max(1) })),
});

export const applicationAsset = z.object({
  id,
  name: z.string(),
  asset_type: z.enum(assetTypes),
  environment: z.string().nullable(),
  /** Every reason for which the asset belongs to the application. */
  links: z.array(
    z.object({
      relation: z.enum(applicationRelations),
      origin: z.enum(applicationOrigins),
      /** Null for links a person made. */
      confidence: z.number().nullable(),
    }),
  ),
});
export const applicationAssetsPage = pageOf(applicationAsset);

export const newApplicationBody = optionalFacts.extend({ name }).strict();
export const editApplicationBody = optionalFacts
  .extend({ name: name.optional(), expected_version: z.number().int() })
  .strict();
export const mergeApplicationsBody = z.strictObject({
  /** Applications whose spellings and links go to this one. */
  other_ids: z.array(id).min(1).max(100),
});
export const splitApplicationBody = z.strictObject({
  /** Spellings that leave this application. */
  variants: z.array(z.string().max(2000)).min(1).max(500),
  /** Name of the new application they make. */
  name: name.optional(),
  /** The existing application they move to, instead of a new one. */
  into_id: id.optional(),
});
export const linkAssetsBody = z.strictObject({
  asset_ids: z.array(id).min(1).max(500),
  /** `unlinked` holds although something states the link. */
  decision: z.enum(['linked', 'unlinked']),
});
