import type { StrongKind } from '../entity-resolution/identity-keys.ts';
import type { AssetClass } from './classify-asset.ts';

/** Kinds of identity an asset keeps a normalised key of. */
export type StoredKeyKind = StrongKind | 'hostname';

/** Where values of an asset come from besides its lead row; the column `assets.provenance`. */
export interface StoredProvenance {
  /** Further rows of the import of the lead row. */
  readonly rows?: readonly number[];
  /** Fields whose value one of those rows gave. */
  readonly fields?: Readonly<Record<string, number>>;
  /** Fields another import, another row or a person changed or confirmed later. */
  readonly updates?: Readonly<Record<string, FieldOrigin>>;
}

/** Where the current value of one field comes from. */
export interface FieldOrigin {
  /** The import whose row gave the value; without one it is a person's own. */
  readonly import?: string;
  readonly row?: number;
  /** The person who set or confirmed the value; no import replaces it without asking. */
  readonly by?: string;
  /** When that person did, ISO 8601. */
  readonly at?: string;
}

/** What one group of rows of an import says about an asset. */
export interface AssetOffer {
  readonly importId: string;
  /** Lead row of the group, 1-based. */
  readonly row: number;
  /** Further rows of the group. */
  readonly members: readonly number[];
  /** Canonical text by stored field; lists hold the items of all rows. */
  readonly values: ReadonlyMap<string, string>;
  /** Fields whose value comes from one of the further rows. */
  readonly valueRows: Readonly<Record<string, number>>;
  readonly custom: Readonly<Record<string, string>>;
  /** Null for rows that a person settled without taking their name. */
  readonly name: string | null;
  /** True when the import has a name column, so that its name replaces one given before. */
  readonly namesAsset: boolean;
  /** True when its import keeps values that are more restrictive than its own. */
  readonly keepsStricter: boolean;
  /** True when its import changes nothing that is newer than its own observations. */
  readonly keepsNewer: boolean;
  /** True for a row in conflict, of which the asset took what a person chose. */
  readonly isSettled: boolean;
  /** True when the rows state the type themselves. */
  readonly declaresType: boolean;
  /** The type the rows state or let conclude; null for rows that a person settled. */
  readonly kind: AssetClass | null;
  readonly keys: Readonly<Partial<Record<StoredKeyKind, string | null>>>;
}

/** What a rollback reads of an asset as it is stored. */
export interface HeldAsset {
  readonly name: string;
  readonly assetType: string;
  readonly typeSource: string;
  /** Fields that have a value; those of lists with their items. */
  readonly values: ReadonlyMap<string, readonly string[] | true>;
  readonly custom: Readonly<Record<string, unknown>>;
  readonly keys: Readonly<Record<StoredKeyKind, string | null>>;
  readonly leadImportId: string | null;
  readonly leadRow: number | null;
  readonly provenance: StoredProvenance | null;
  /** True when a person has edited the asset. */
  readonly isEdited: boolean;
}
