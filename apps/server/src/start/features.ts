import type { FastifyPluginAsync } from 'fastify';
import type { Phase } from '../flows/define-phase.ts';
import type { Platform } from './platform.ts';

/** Routes of the features that need more than the database. */
export function featuresOf(_platform: Platform): FastifyPluginAsync[] {
  return [];
}

/** Handlers of all phases of the flow types this version serves. */
export function phasesOf(_platform: Platform): Phase[] {
  return [];
}
