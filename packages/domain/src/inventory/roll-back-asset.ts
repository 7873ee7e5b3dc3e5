import { listSeparator } from '../cleansing/clean-text.ts';
import type { AssetOffer, FieldOrigin, HeldAsset, StoredKeyKind, StoredProvenance } from './asset-offer.ts';
import type { AssetClass } from './classify-asset.ts';
import { type StoredField, storedFields } from './stored-fields.ts';
import { acceptedOffers, winningOffer } from './value-policy.ts';

/** What an asset becomes when an import is taken out of it. `undefined` and left out mean that it stays as it is. */
export interface AssetRollback {
  /** Canonical text or items by field; null where nobody else offers a value. */
  readonly values: Readonly<Record<string, string | readonly string[] | null>>;
  readonly custom: Readonly<Record<string, unknown>> | undefined;
  readonly name: string | undefined;
  readonly kind: AssetClass | undefined;
  readonly keys: Readonly<Partial<Record<StoredKeyKind, string | null>>>;
  /** The row the asset is attributed to from now on; null when no import supports it any more. */
  readonly lead: { readonly importId: string; readonly row: number } | null;
  readonly provenance: StoredProvenance | null;
  /** Names of the values that the import had given and that still won. */
  readonly rolledBack: readonly string[];
}

/** Everything said about one asset. */
export interface RollbackCase {
  readonly asset: HeldAsset;
  /** The import to take out. */
  readonly goneId: string;
  /** What imports offer, oldest import first, those of the import to take out among them. */
  readonly offers: readonly AssetOffer[];
}

/**
 * Takes an import out of an asset that others support: each value it gave and that still wins goes back to the
 * newest other offer, or to nothing. `undefined` when it has left no trace on the asset.
 */
export function rollBackAsset(found: RollbackCase): AssetRollback | undefined {
  const { asset, goneId, offers } = found;
  const left = offers.filter(({ importId }) => importId !== goneId);
  const sides: Sides = {
    ...found,
    gone: offers.filter(({ importId }) => importId === goneId),
    left,
    accepted: acceptedOffers(left),
    isBase: asset.leadImportId === goneId,
  };
  const fields = rollBackFields(sides);
  const custom = rollBackCustom(sides);
  const name = rollBackName(sides);
  const kind = rollBackKind(sides);
  const keys = rollBackKeys(sides);
  const rolledBack = [...Object.keys(fields.values), ...(custom?.changed ?? []), ...namesOf({ name, kind })];
  const isUntouched = rolledBack.length === 0 && Object.keys(keys).length === 0;
  if (isUntouched && !sides.isBase) return undefined;
  const lead = leadOf(sides);
  return {
    values: fields.values,
    custom: custom?.values,
    name,
    kind,
    keys,
    lead,
    provenance: provenanceOf(sides, fields.origins, lead),
    rolledBack,
  };
}

function namesOf({ name, kind }: { name: string | undefined; kind: AssetClass | undefined }): string[] {
  return [...(name === undefined ? [] : ['name']), ...(kind === undefined ? [] : ['asset_type'])];
}

interface Sides extends RollbackCase {
  readonly gone: readonly AssetOffer[];
  readonly left: readonly AssetOffer[];
  /** Those of them whose values count: older observations came too late. */
  readonly accepted: readonly AssetOffer[];
  /** True when the asset was attributed to the import as a whole. */
  readonly isBase: boolean;
}

interface FieldChanges {
  readonly values: Record<string, string | readonly string[] | null>;
  /** The offer each of these values comes from now. */
  readonly origins: Map<string, AssetOffer | undefined>;
}

function rollBackFields(sides: Sides): FieldChanges {
  const changes: FieldChanges = { values: {}, origins: new Map() };
  for (const field of storedFields) {
    const left = valueLeft(sides, field);
    if (left === undefined) continue;
    changes.values[field.field] = left.value;
    changes.origins.set(field.field, left.origin);
  }
  return changes;
}

interface LeftValue {
  readonly value: string | readonly string[] | null;
  readonly origin: AssetOffer | undefined;
}

/** The value a field is left with; `undefined` when the import to take out has no part in it. */
function valueLeft(sides: Sides, field: StoredField): LeftValue | undefined {
  const held = sides.asset.values.get(field.field);
  if (held === undefined && !namesGone(sides, field.field)) return undefined;
  const isWon = isWonByGone(sides, field.field);
  const origin = winnerAmong(sides.accepted, field.field);
  if (field.kind === 'text[]') return listLeft(sides, field, { isWon, origin });
  return isWon ? { value: origin?.values.get(field.field) ?? null, origin } : undefined;
}

/** The offer whose value wins among those that are left, by the policies they were written with. */
function winnerAmong(left: readonly AssetOffer[], field: string): AssetOffer | undefined {
  const offering = left.filter(({ values }) => values.has(field));
  const offered = offering.map(({ keepsStricter, values }) => ({
    keepsStricter,
    text: values.get(field) ?? '',
  }));
  return offering[winningOffer(field, offered)];
}

function listLeft(
  sides: Sides,
  field: StoredField,
  { isWon, origin }: { isWon: boolean; origin: AssetOffer | undefined },
): LeftValue | undefined {
  const held = sides.asset.values.get(field.field) ?? true;
  const items = held === true ? [] : held;
  const left = itemsLeft(sides, field, items);
  return isWon || left.length < items.length ? { value: left.length === 0 ? null : left, origin } : undefined;
}

function namesGone({ asset, goneId }: Sides, field: string): boolean {
  return asset.provenance?.updates?.[field]?.import === goneId;
}

/** Whether the current value of a field came from the import to take out. */
function isWonByGone(sides: Sides, field: string): boolean {
  const update = sides.asset.provenance?.updates?.[field];
  return update === undefined ? sides.isBase : namesGone(sides, field);
}

/** Items of a list that somebody else offers, or that the import to take out never did; in their order. */
function itemsLeft(sides: Sides, { field }: StoredField, held: readonly string[]): readonly string[] {
  const given = itemsOf(sides.gone, field);
  const supported = itemsOf(sides.left, field);
  // What rows of the import no longer say may have come from an earlier mapping of it.
  const isDoubtful = namesGone(sides, field) && !sides.asset.isEdited;
  return held.filter((item) => supported.has(item) || !(isDoubtful || given.has(item)));
}

function itemsOf(offers: readonly AssetOffer[], field: string): Set<string> {
  return new Set(offers.flatMap(({ values }) => values.get(field)?.split(listSeparator) ?? []));
}

interface CustomChange {
  readonly values: Readonly<Record<string, unknown>>;
  readonly changed: readonly string[];
}

function rollBackCustom({ asset, gone, left }: Sides): CustomChange | undefined {
  const values = new Map(Object.entries(asset.custom));
  const given = new Map(gone.flatMap(({ custom }) => Object.entries(custom)));
  const changed: string[] = [];
  for (const [key, value] of given) {
    const best = left.findLast(({ custom }) => Object.hasOwn(custom, key))?.custom[key];
    if (values.get(key) !== value || best === value) continue;
    if (best === undefined) values.delete(key);
    else values.set(key, best);
    changed.push(`custom:${key}`);
  }
  return changed.length === 0 ? undefined : { values: Object.fromEntries(values), changed };
}

/** Offers whose value replaces an earlier one: the row the asset is attributed to, and those that `say` it. */
function lastWriter(sides: Sides, says: (offer: AssetOffer) => boolean): AssetOffer | undefined {
  const { leadImportId, leadRow } = sides.asset;
  const isBase = ({ importId, row }: AssetOffer): boolean => importId === leadImportId && row === leadRow;
  return sides.offers.findLast((offer) => isBase(offer) || says(offer));
}

function namesAsset(offer: AssetOffer): boolean {
  return offer.namesAsset;
}

function rollBackName(sides: Sides): string | undefined {
  const writer = lastWriter(sides, namesAsset);
  if (writer?.importId !== sides.goneId || writer.name !== sides.asset.name) return undefined;
  const best =
    sides.left.findLast(namesAsset) ?? baseOf(sides) ?? sides.left.find(({ name }) => name !== null);
  const name = best?.name ?? undefined;
  return name === sides.asset.name ? undefined : name;
}

function rollBackKind(sides: Sides): AssetClass | undefined {
  const { asset, goneId, isBase } = sides;
  if (asset.typeSource === 'user') return undefined;
  if (!isBase && lastWriter(sides, declaresType)?.importId !== goneId) return undefined;
  const kind = kindLeft(sides);
  const isSame = kind?.type === asset.assetType && kind.source === asset.typeSource;
  return isSame && !isBase ? undefined : kind;
}

function declaresType(offer: AssetOffer): boolean {
  return offer.declaresType;
}

function kindLeft(sides: Sides): AssetClass | undefined {
  const { left } = sides;
  const best = left.findLast(declaresType) ?? baseOf(sides) ?? left.find(({ isSettled }) => !isSettled);
  return best?.kind ?? undefined;
}

function baseOf({ left, asset }: Sides): AssetOffer | undefined {
  return left.find(({ importId, row }) => importId === asset.leadImportId && row === asset.leadRow);
}

function rollBackKeys({ asset, gone, left }: Sides): Partial<Record<StoredKeyKind, string | null>> {
  const changed: Partial<Record<StoredKeyKind, string | null>> = {};
  for (const kind of keyKinds) {
    const held = asset.keys[kind];
    if (held === null || !gone.some(({ keys }) => keys[kind] === held)) continue;
    const best = left.find(({ keys }) => (keys[kind] ?? null) !== null)?.keys[kind] ?? null;
    if (best !== held) changed[kind] = best;
  }
  return changed;
}

const keyKinds = ['external_id', 'uuid', 'serial_number', 'fqdn', 'hostname'] as const;

function leadOf(sides: Sides): AssetRollback['lead'] {
  const { leadImportId, leadRow } = sides.asset;
  if (!sides.isBase)
    return leadImportId === null || leadRow === null ? null : { importId: leadImportId, row: leadRow };
  const heir = heirOf(sides);
  return heir === undefined ? null : { importId: heir.importId, row: heir.row };
}

/** The oldest offer left: what the asset would have been made from without the import. */
function heirOf({ left }: Sides): AssetOffer | undefined {
  return left.find(({ isSettled }) => !isSettled) ?? left[0];
}

function provenanceOf(
  sides: Sides,
  origins: ReadonlyMap<string, AssetOffer | undefined>,
  lead: AssetRollback['lead'],
): StoredProvenance | null {
  const updates = updatesLeft(sides, lead);
  for (const [field, origin] of origins) {
    if (origin === undefined || isAt(origin, lead)) updates.delete(field);
    else updates.set(field, { import: origin.importId, row: origin.row });
  }
  const kept = membersLeft(sides);
  const provenance = updates.size === 0 ? kept : { ...kept, updates: Object.fromEntries(updates) };
  return Object.keys(provenance).length === 0 ? null : provenance;
}

function isAt({ importId, row }: AssetOffer, lead: AssetRollback['lead']): boolean {
  return importId === lead?.importId && row === lead.row;
}

function updatesLeft({ asset, goneId }: Sides, lead: AssetRollback['lead']): Map<string, FieldOrigin> {
  const updates = Object.entries(asset.provenance?.updates ?? {});
  // That a person confirmed the value is said by the entry alone.
  const isLead = ({ import: importId, row, by }: FieldOrigin): boolean =>
    lead !== null && by === undefined && importId === lead.importId && row === lead.row;
  return new Map(updates.filter(([, update]) => update.import !== goneId && !isLead(update)));
}

/** Further rows of the row the asset is attributed to. */
function membersLeft(sides: Sides): Pick<StoredProvenance, 'rows' | 'fields'> {
  if (!sides.isBase) {
    const { rows, fields } = sides.asset.provenance ?? {};
    return { ...(rows === undefined ? {} : { rows }), ...(fields === undefined ? {} : { fields }) };
  }
  const heir = heirOf(sides);
  return heir === undefined || heir.members.length === 0
    ? {}
    : { rows: heir.members, fields: heir.valueRows };
}
