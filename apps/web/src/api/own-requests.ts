/** Ids of the commands this page has sent since it was loaded; another window of the same person has its own. */
const sent = new Set<string>();

/** Gives a request that may change something an id, by which the page knows the events it causes. */
export function markAsOwn(request: Request): void {
  if (request.method === 'GET') return;
  const id = crypto.randomUUID();
  request.headers.set('x-request-id', id);
  sent.add(id);
}

/** True for the id of a command this page has sent. */
export function isOwnRequest(id: string | null): boolean {
  return id !== null && sent.has(id);
}
