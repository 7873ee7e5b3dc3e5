import type { ImportCategory } from '../catalog/import-category.ts';
import type { GateKind } from './gate-kind.ts';

/** A gate a phase may open, and what approving it does: go on to the next phase or back into the same one. */
export interface GateDefinition {
  readonly kind: GateKind;
  readonly afterApproval: 'next_phase' | 'same_phase';
}

/** One phase of a flow type; `aliases` are accepted where a request enters and nowhere else. */
export interface PhaseDefinition {
  readonly name: PhaseName;
  readonly label: string;
  readonly gates: readonly GateDefinition[];
  readonly aliases: readonly string[];
}

/** A versioned list of phases. A changed definition needs a new version; stored versions never change. */
export interface FlowTypeDefinition {
  readonly name: FlowTypeName;
  readonly version: number;
  readonly categories: readonly ImportCategory[];
  readonly phases: readonly [PhaseDefinition, ...PhaseDefinition[]];
}

/** Flow types the product knows. */
export const flowTypeNames = ['discovery', 'data_import'] as const;
export type FlowTypeName = (typeof flowTypeNames)[number];

/** Canonical phase names of all flow types. */
export const phaseNames = [
  'data_import',
  'data_validation',
  'field_mapping',
  'data_cleansing',
  'asset_inventory',
  'upload',
  'validation',
  'enrichment',
] as const;
export type PhaseName = (typeof phaseNames)[number];

const mappingAliases = ['attribute_mapping', 'mapping', 'field-mapping'];
const validationGate: GateDefinition = { kind: 'validation_decision', afterApproval: 'next_phase' };
const mappingGate: GateDefinition = { kind: 'mapping_approval', afterApproval: 'next_phase' };

const discovery: FlowTypeDefinition = {
  name: 'discovery',
  version: 1,
  categories: ['cmdb_export'],
  phases: [
    {
      name: 'data_import',
      label: 'Data import',
      gates: [],
      aliases: ['initialization', 'upload', 'import', 'data_import_validation'],
    },
    { name: 'data_validation', label: 'Data validation', gates: [validationGate], aliases: ['validation'] },
    { name: 'field_mapping', label: 'Attribute mapping', gates: [mappingGate], aliases: mappingAliases },
    { name: 'data_cleansing', label: 'Data cleansing', gates: [], aliases: ['data_cleaning', 'cleansing'] },
    {
      name: 'asset_inventory',
      label: 'Asset inventory',
      gates: [
        { kind: 'asset_preview', afterApproval: 'same_phase' },
        { kind: 'asset_conflict', afterApproval: 'same_phase' },
      ],
      aliases: ['inventory', 'assets'],
    },
  ],
};

function dataImport(version: number, enrichmentGates: readonly GateDefinition[]): FlowTypeDefinition {
  return {
    name: 'data_import',
    version,
    categories: ['app_discovery', 'infrastructure', 'sensitive_data'],
    phases: [
      { name: 'upload', label: 'Upload', gates: [], aliases: ['initialization', 'data_import', 'import'] },
      { name: 'validation', label: 'Validation', gates: [validationGate], aliases: ['data_validation'] },
      { name: 'field_mapping', label: 'Attribute mapping', gates: [mappingGate], aliases: mappingAliases },
      {
        name: 'enrichment',
        label: 'Enrichment',
        gates: enrichmentGates,
        aliases: ['asset_enrichment', 'enrich'],
      },
    ],
  };
}

/** Asks nobody after the mapping. */
const unaskedDataImport = dataImport(1, []);
/** Asks before it writes when its preview is wanted or too much of what exists would change. */
const previewedDataImport = dataImport(2, [{ kind: 'asset_preview', afterApproval: 'same_phase' }]);

/** Every version of every flow type; of one type the newest last. */
export const flowTypeDefinitions: readonly FlowTypeDefinition[] = [
  discovery,
  unaskedDataImport,
  previewedDataImport,
];

const latest: Readonly<Record<FlowTypeName, FlowTypeDefinition>> = {
  discovery,
  data_import: previewedDataImport,
};

const typeOfCategory: Readonly<Record<ImportCategory, FlowTypeName>> = {
  cmdb_export: 'discovery',
  app_discovery: 'data_import',
  infrastructure: 'data_import',
  sensitive_data: 'data_import',
};

/** The newest definition a new flow of this category is created with. */
export function flowTypeForCategory(category: ImportCategory): FlowTypeDefinition {
  return latest[typeOfCategory[category]];
}

/** The definition a stored flow keeps; `undefined` for a type or version this build does not have. */
export function findFlowType(name: string, version: number): FlowTypeDefinition | undefined {
  return flowTypeDefinitions.find((definition) => definition.name === name && definition.version === version);
}

/** The definition of a phase of this flow type; throws for a phase the type does not have. */
export function phaseOf(definition: FlowTypeDefinition, name: PhaseName): PhaseDefinition {
  const phase = definition.phases.find((candidate) => candidate.name === name);
  if (phase === undefined) throw new Error(`Flow type ${definition.name} has no phase ${name}`);
  return phase;
}

/** Position of a phase, 0 for the first; throws for a phase the type does not have. */
export function phaseIndex(definition: FlowTypeDefinition, name: PhaseName): number {
  return definition.phases.indexOf(phaseOf(definition, name));
}

/** Whether a phase of this flow type may open a gate of a kind by itself. */
export function mayAsk(definition: FlowTypeDefinition, name: PhaseName, gate: GateKind): boolean {
  return phaseOf(definition, name).gates.some(({ kind }) => kind === gate);
}

/** Gates a phase may open: its own, and those of earlier phases whose question turns up late. */
export function gateKindsUpTo(definition: FlowTypeDefinition, name: PhaseName): GateKind[] {
  const passed = definition.phases.slice(0, phaseIndex(definition, name) + 1);
  return passed.flatMap(({ gates }) => gates.map(({ kind }) => kind));
}

/** The phase after this one; `undefined` after the last. */
export function nextPhase(definition: FlowTypeDefinition, name: PhaseName): PhaseName | undefined {
  return definition.phases[phaseIndex(definition, name) + 1]?.name;
}

/** Resolves a canonical name or an alias of this flow type, case and blanks ignored; `undefined` when unknown. */
export function parsePhaseName(definition: FlowTypeDefinition, text: string): PhaseName | undefined {
  const word = text.trim().toLowerCase();
  const canonical = definition.phases.find((phase) => phase.name === word);
  return (canonical ?? definition.phases.find((phase) => phase.aliases.includes(word)))?.name;
}

/**
 * Canonical JSON of a definition, keys in a fixed order; its hash is the checksum stored with the version.
 * Labels are left out because a changed caption does not change what a stored flow does.
 */
export function canonicalDefinition(definition: FlowTypeDefinition): string {
  return JSON.stringify({
    name: definition.name,
    version: definition.version,
    categories: definition.categories,
    phases: definition.phases.map(({ name, gates }) => ({
      name,
      gates: gates.map(({ kind, afterApproval }) => ({ kind, afterApproval })),
    })),
  });
}
