import type { Right } from '@landfall/domain/access/policy';
import type { FastifyRequest } from 'fastify';
import { accessOf, mayDo } from '../../platform/request-access.ts';

/** Tells what the person who looks may do. */
export type MayDo = (right: Right) => boolean;

/** Who looks at a flow; what is offered depends on it. */
export interface Viewer {
  readonly userId: string;
  readonly mayDo: MayDo;
}

/** The caller of a request as one who looks. */
export function viewerOf(request: FastifyRequest): Viewer {
  return { userId: accessOf(request).actor.userId, mayDo: (right) => mayDo(request, right) };
}
