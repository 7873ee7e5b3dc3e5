/** Requests to the API as one person in one engagement; `token` is a token or gives the one of the moment. */
export function openApi(url, token, tenant) {
  const send = async (method, path, { headers = {}, body }) => {
    const authorization = `Bearer ${typeof token === 'function' ? await token() : token}`;
    const answer = await fetch(`${url}/api/v1${path}`, {
      method,
      headers: { authorization, ...tenant, ...headers },
      ...(body === undefined ? {} : { body }),
      signal: AbortSignal.timeout(60_000),
    });
    const text = await answer.text();
    return { status: answer.status, body: text === '' ? undefined : JSON.parse(text) };
  };
  return {
    call(method, path, { body, headers = {} } = {}) {
      if (body === undefined) return send(method, path, { headers });
      const json = { 'content-type': 'application/json', ...headers };
      return send(method, path, { headers: json, body: JSON.stringify(body) });
    },
    upload(csv) {
      const form = new FormData();
      form.set('import_category', 'cmdb_export');
      form.set('file', new Blob([csv], { type: 'text/csv' }), 'servers.csv');
      return send('POST', '/data-imports', { body: form });
    },
  };
}
