/** The decisions a flow can wait for. */
export const gateKinds = [
  'validation_decision',
  'mapping_approval',
  'asset_preview',
  'asset_conflict',
] as const;
export type GateKind = (typeof gateKinds)[number];

/** States of a gate: `approved` by a person, `closed` by settlement, `superseded` by a restart or the flow's end. */
export const gateStatuses = ['open', 'approved', 'superseded', 'closed'] as const;
export type GateStatus = (typeof gateStatuses)[number];

/** The least role that may decide a gate. */
export const gateRole: Readonly<Record<GateKind, 'analyst' | 'engagement_manager'>> = {
  validation_decision: 'analyst',
  mapping_approval: 'analyst',
  asset_preview: 'engagement_manager',
  asset_conflict: 'engagement_manager',
};
