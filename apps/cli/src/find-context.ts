import { contextClientsAnswer, contextEngagementsAnswer } from '@landfall/contract/auth';
import type { ApiClient, TenantContext } from './api-client.ts';
import { CommandEnd, exitCodes } from './exit-codes.ts';

interface Named {
  readonly id: string;
  readonly name: string;
  readonly slug: string;
}

/** Finds the client account and the engagement a person named by id, slug or name. */
export async function findContext(
  api: ApiClient,
  client: string,
  engagement: string,
): Promise<TenantContext> {
  const clients = await api.get('/context/clients', contextClientsAnswer);
  const { id } = pick('client', clients.items, client);
  const engagements = await api.get(`/context/clients/${id}/engagements`, contextEngagementsAnswer);
  return { clientAccountId: id, engagementId: pick('engagement', engagements.items, engagement).id };
}

/** The one entry whose id, slug or name (in any case) is `wanted`. */
export function pick(kind: string, entries: readonly Named[], wanted: string): Named {
  const word = wanted.trim().toLowerCase();
  const exact = entries.filter(({ id, slug }) => id === word || slug === word);
  const found = exact.length > 0 ? exact : entries.filter(({ name }) => name.toLowerCase() === word);
  if (found.length === 1 && found[0]) return found[0];
  const known = entries.map(({ slug }) => slug).join(', ') || 'none';
  const problem =
    found.length > 1 ? `Several ${kind}s are called ${wanted}` : `There is no ${kind} called ${wanted}`;
  throw new CommandEnd(exitCodes.usage, `${problem}; you have: ${known}.`);
}
