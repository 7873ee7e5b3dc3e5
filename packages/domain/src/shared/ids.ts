declare const brand: unique symbol;

/** A string id that cannot be passed where another entity's id is expected. */
export type Id<Entity extends string> = string & { readonly [brand]: Entity };

/** Names a string as an id, once, where it enters the program: a parsed request or a database row. */
export function asId<Entity extends string>(value: string): Id<Entity> {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- branding is this function's job
  return value as Id<Entity>;
}

export type ClientAccountId = Id<'ClientAccount'>;
export type EngagementId = Id<'Engagement'>;
export type UserId = Id<'User'>;
export type FlowId = Id<'Flow'>;
export type ImportId = Id<'Import'>;
export type ImportFileId = Id<'ImportFile'>;
export type ColumnId = Id<'Column'>;
export type MappingId = Id<'Mapping'>;
export type PhaseRunId = Id<'PhaseRun'>;
export type GateId = Id<'Gate'>;
export type AssetId = Id<'Asset'>;
export type ConflictId = Id<'Conflict'>;

/** The pair every working row belongs to: one client account and one of its engagements. */
export interface TenantPair {
  readonly clientAccountId: ClientAccountId;
  readonly engagementId: EngagementId;
}
