import { flowTypeDefinitions, type FlowTypeDefinition } from '@landfall/domain/flow/flow-type';
import type { Phase } from './define-phase.ts';

/** The handlers of all phases by flow type and name. */
export type PhaseRegistry = ReadonlyMap<string, Phase>;

/** Key of a handler in the registry. */
export function phaseKey({ flowType, name }: { readonly flowType: string; readonly name: string }): string {
  return `${flowType}/${name}`;
}

/**
 * Registers the handlers and checks them against the flow types of `served`: a phase without a handler, a
 * handler of a phase that does not exist, or two of one phase stop the boot.
 */
export function createPhaseRegistry(
  phases: readonly Phase[],
  served: readonly FlowTypeDefinition[] = flowTypeDefinitions,
): PhaseRegistry {
  const registry = new Map<string, Phase>();
  for (const phase of phases) {
    if (registry.has(phaseKey(phase))) throw new Error(`Two handlers for the phase ${phaseKey(phase)}`);
    registry.set(phaseKey(phase), phase);
  }
  const wanted = served.flatMap((type) =>
    type.phases.map(({ name }) => phaseKey({ flowType: type.name, name })),
  );
  const missing = wanted.filter((key) => !registry.has(key));
  if (missing.length > 0) throw new Error(`No handler for the phase ${missing.join(', ')}`);
  const unknown = [...registry.keys()].filter((key) => !wanted.includes(key));
  if (unknown.length > 0) throw new Error(`A handler for a phase no flow type has: ${unknown.join(', ')}`);
  return registry;
}
