/** What the preview says will happen to a source row; stored as 1 + index. */
export const rowActions = ['create', 'update', 'merge', 'unchanged', 'conflict', 'reject'] as const;
export type RowAction = (typeof rowActions)[number];

/** What became of a source row; stored as 1 + index, 0 while it is not known. */
export const rowOutcomes = ['created', 'updated', 'merged_duplicate', 'unchanged', 'rejected'] as const;
export type RowOutcome = (typeof rowOutcomes)[number];

/** Why a row is rejected; stored as 1 + index, 0 for rows that are not. The list is closed. */
export const rejectReasons = [
  'no_identity',
  'too_many_cells',
  'cell_too_large',
  'self_dependency',
  'missing_endpoint',
  'ambiguous_match',
  'contradictory_duplicate',
  'excluded_by_reviewer',
  'unparseable_row',
] as const;
export type RejectReason = (typeof rejectReasons)[number];

const reasonTexts: Readonly<Record<RejectReason, string>> = {
  no_identity: 'The row names no asset: none of its identifying columns has a usable value.',
  too_many_cells: 'The row has more filled cells than the header has columns.',
  cell_too_large: 'A cell of the row is larger than 1 MiB.',
  self_dependency: 'Source and target of the dependency are the same asset.',
  missing_endpoint: 'One end of the dependency is missing.',
  ambiguous_match: 'The row fits several assets and names none of them exactly.',
  contradictory_duplicate: 'The row shares a key with a row that states other identifiers.',
  excluded_by_reviewer: 'The row was left out in the review.',
  unparseable_row:
    'The row could not be read: it is damaged, as by a quote that is never closed, a NUL character or a record that breaks off.',
};

/** The sentence shown for a reject reason. */
export function rejectReasonText(reason: RejectReason): string {
  return reasonTexts[reason];
}

/** Code of an action, outcome or reason in the packed results: 1 + its place in the list. */
export function codeOf<Word extends string>(words: readonly Word[], word: Word): number {
  return words.indexOf(word) + 1;
}

/** The word of a code; `undefined` for 0 and for codes the list does not have. */
export function wordOf<Word extends string>(
  words: readonly Word[],
  code: number | undefined,
): Word | undefined {
  return code === undefined || code === 0 ? undefined : words[code - 1];
}

/** Packed results of consecutive source rows. */
export interface RowResults {
  readonly firstRow: number;
  readonly rowCount: number;
  /** One {@link rowActions} code a row. */
  readonly actions: Uint8Array;
  /** One {@link rejectReasons} code a row. */
  readonly reasons: Uint8Array;
  /** Row that leads the group of each row and that group's own keys, four bytes a row; see {@link writeLead}. */
  readonly leadRows: Uint8Array;
  /** Sixteen bytes a row: the existing asset it goes to; zero for none. */
  readonly assetIds: Uint8Array;
  /** One {@link rowOutcomes} code a row; null before the rows are written. */
  readonly outcomes: Uint8Array | null;
}

/** True for the row at `index` of a block when what became of it is known: nothing is done with it again. */
export function isSettledAt({ outcomes }: Pick<RowResults, 'outcomes'>, index: number): boolean {
  return outcomes !== null && outcomes[index] !== 0;
}

/** True when what became of every row of a block is known. */
export function isSettled({ outcomes }: Pick<RowResults, 'outcomes'>): boolean {
  return outcomes !== null && !outcomes.includes(0);
}

/** Number of the row that leads the group of the row at `index`. */
export function leadRowAt({ leadRows }: Pick<RowResults, 'leadRows'>, index: number): number {
  const at = index * 4;
  const [a = 0, b = 0, c = 0, d = 0] = [leadRows[at], leadRows[at + 1], leadRows[at + 2], leadRows[at + 3]];
  return a + b * 256 + c * 65_536 + (d & 0x0f) * 16_777_216;
}

/** Which strong keys of the row's group are its alone, one bit a kind from the lowest: external id, uuid, serial, fqdn. */
export function ownKeysAt({ leadRows }: Pick<RowResults, 'leadRows'>, index: number): number {
  return (leadRows[index * 4 + 3] ?? 0) >> 4;
}

/** Packs the lead row (up to 2^28) and the own keys of its group as {@link leadRowAt} and {@link ownKeysAt} read them. */
export function writeLead(leadRows: Uint8Array, index: number, lead: { row: number; ownKeys: number }): void {
  const { row, ownKeys } = lead;
  const at = index * 4;
  leadRows[at] = row;
  leadRows[at + 1] = row >>> 8;
  leadRows[at + 2] = row >>> 16;
  leadRows[at + 3] = (row >>> 24) | (ownKeys << 4);
}

/** The sixteen bytes of the existing asset the row at `index` goes to; zeros for none. */
export function assetIdBytesAt({ assetIds }: Pick<RowResults, 'assetIds'>, index: number): Uint8Array {
  return assetIds.subarray(index * 16, index * 16 + 16);
}

/** Existing asset the row at `index` goes to; null for none. */
export function assetIdAt(results: Pick<RowResults, 'assetIds'>, index: number): string | null {
  const bytes = assetIdBytesAt(results, index);
  return bytes.every((byte) => byte === 0) ? null : uuidText(bytes);
}

/** Text of sixteen bytes as a UUID. */
export function uuidText(bytes: Uint8Array): string {
  let hex = '';
  for (const byte of bytes) hex += byte.toString(16).padStart(2, '0');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** Writes the sixteen bytes of a UUID text at `at`. */
export function writeUuid(text: string, into: Uint8Array, at: number): void {
  let to = at;
  for (let from = 0; from < text.length; from++) {
    const code = text.charCodeAt(from);
    if (code === hyphen) continue;
    into[to++] = (hexDigit(code) << 4) | hexDigit(text.charCodeAt(++from));
  }
}

const hyphen = 45;

/** Value of a hexadecimal digit's character code. */
function hexDigit(code: number): number {
  return code <= 57 ? code - 48 : (code | 32) - 87;
}

/**
 * Ids of the assets that the rows of an import create: made of the import's id and the row's number, so that
 * writing a row again names the same asset. Ids of one import sort by row.
 */
export function assetIdsOf(importId: string): (row: number) => string {
  const bytesOf = assetIdBytesOf(importId);
  const prefix = uuidText(bytesOf(0)).slice(0, 28);
  return (row) => prefix + row.toString(16).padStart(8, '0');
}

/** As {@link assetIdsOf}, in sixteen bytes, which the next call writes anew. */
export function assetIdBytesOf(importId: string): (row: number) => Uint8Array {
  const bytes = new Uint8Array(16);
  writeUuid(importId, bytes, 0);
  // Version 8 (RFC 9562, custom); time and 38 random bits of the import stay, the row takes the last 32.
  bytes[6] = 0x80 | ((bytes[6] ?? 0) & 0x0f);
  const row32 = new DataView(bytes.buffer, 12);
  return (row) => {
    row32.setUint32(0, row);
    return bytes;
  };
}

/** Id of the asset that one source row of an import creates. */
export function createdAssetId(importId: string, row: number): string {
  return assetIdsOf(importId)(row);
}
