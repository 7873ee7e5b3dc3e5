/** Kinds of asset the inventory knows. */
export const assetTypes = [
  'server',
  'virtual_machine',
  'database',
  'application',
  'component',
  'network',
  'load_balancer',
  'storage',
  'security_group',
  'container',
  'data_store',
  'other',
] as const;
export type AssetType = (typeof assetTypes)[number];
