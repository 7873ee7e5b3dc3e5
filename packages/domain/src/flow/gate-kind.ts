import type { Right } from '../access/policy.ts';

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

/** Right a person needs to decide each gate. */
export const gateRight: Readonly<Record<GateKind, Right>> = {
  validation_decision: 'gate.approve_validation',
  mapping_approval: 'gate.approve_mapping',
  asset_preview: 'gate.approve_preview',
  asset_conflict: 'conflict.settle',
};
