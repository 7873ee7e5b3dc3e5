import type { applicationAsset, applicationDetails, applicationRow } from '@landfall/contract/applications';
import type { SimilarApplication } from '@landfall/domain/applications/application-name';
import type { z } from 'zod';
import { isoTime } from '../../platform/wire.ts';
import type {
  ApplicationRecord,
  LinkedAsset,
  StoredApplication,
  StoredVariant,
} from './applications.repository.ts';

/** An application as lists of the API show it. */
export function applicationOnWire(application: StoredApplication): z.infer<typeof applicationRow> {
  return {
    id: application.id,
    name: application.name,
    application_type: application.applicationType,
    business_owner: application.businessOwner,
    criticality: application.criticality,
    is_confirmed: application.isConfirmed,
    variant_count: application.variantCount,
    asset_count: application.assetCount,
    version: application.version,
    updated_at: isoTime(application.updatedAt),
  };
}

/** One application with its spellings and those that may be the same. */
export function detailsOnWire(found: {
  readonly application: ApplicationRecord;
  readonly variants: readonly StoredVariant[];
  readonly similar: readonly SimilarApplication[];
}): z.infer<typeof applicationDetails> {
  const { application, variants, similar } = found;
  return {
    ...applicationOnWire(application),
    confirmed_at: isoTime(application.confirmedAt),
    confirmed_by: application.confirmedBy,
    variants: variants.map(({ variant, origin, importCount, assetCount }) => ({
      variant,
      origin,
      import_count: importCount,
      asset_count: assetCount,
    })),
    similar: [...similar],
  };
}

/** An asset of an application as the API shows it. */
export function linkedAssetOnWire(asset: LinkedAsset): z.infer<typeof applicationAsset> {
  const { id, name, assetType, environment, links } = asset;
  return { id, name, asset_type: assetType, environment, links: [...links] };
}
