import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { useWholeServer } from '../test/two-clients.ts';
import { findProductRoot } from './platform/product-root.ts';

const server = useWholeServer();

interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly tags?: readonly string[];
  readonly responses?: Readonly<Record<string, unknown>>;
  readonly security?: readonly object[];
  readonly parameters?: readonly { readonly name: string; readonly in: string }[];
}
interface Document {
  readonly openapi: string;
  readonly tags: readonly { readonly name: string; readonly description: string }[];
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

const served: { document?: Document } = {};
beforeAll(async () => {
  served.document = (await server.send({ url: '/openapi.json' })).json();
});
const document = (): Document => {
  if (served.document === undefined) throw new Error('Nothing was served.');
  return served.document;
};
const operations = (): [string, Operation][] =>
  Object.entries(document().paths).flatMap(([path, item]) =>
    Object.entries(item).map(([method, operation]): [string, Operation] => [`${method} ${path}`, operation]),
  );
const headersOf = ({ parameters = [] }: Operation) =>
  parameters.filter((parameter) => parameter.in === 'header').map(({ name }) => name);
const withoutVersion = (text: string) => text.replace(/"version": "[^"]*"/, '"version": "any"');

test('the description served is the one checked in; npm run generate renews it', () => {
  const checkedIn = readFileSync(join(findProductRoot(), 'openapi.json'), 'utf8');
  expect(withoutVersion(`${JSON.stringify(document(), null, 2)}\n`)).toBe(withoutVersion(checkedIn));
});

describe('each operation', () => {
  test('has a summary, an id of its own, one described tag, a success and the error answer', () => {
    const described = new Set(document().tags.map(({ name }) => name));
    const lacking = operations().filter(
      ([, { summary, operationId, tags = [], responses = {} }]) =>
        !summary ||
        !operationId ||
        tags.length !== 1 ||
        !tags.every((tag) => described.has(tag)) ||
        !Object.keys(responses).some((status) => status.startsWith('2')) ||
        responses['4XX'] === undefined,
    );
    expect(lacking.map(([name]) => name)).toEqual([]);
    const ids = operations().map(([, { operationId }]) => operationId);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says which tenant headers it needs, and only the public ones need no token', () => {
    const byName = new Map(operations());
    for (const { method, url, right, context } of server.routes) {
      const operation = byName.get(`${method.toLowerCase()} ${url.replaceAll(/:(\w+)/g, '{$1}')}`) ?? {};
      const needed = {
        none: [],
        client: ['X-Client-Account-ID'],
        engagement: ['X-Client-Account-ID', 'X-Engagement-ID'],
      };
      expect(headersOf(operation)).toEqual(expect.arrayContaining(needed[context]));
      expect(operation.security).toEqual(right === 'public' ? [] : undefined);
    }
  });
});

test('the document is OpenAPI 3.1, refers to nothing that is not there, and has no schema twice', () => {
  expect(document().openapi).toBe('3.1.0');
  const text = JSON.stringify(document());
  for (const [, kind = '', name = ''] of text.matchAll(/"#\/components\/(\w+)\/([\w-]+)"/g)) {
    expect(Object.keys(document().components[kind] ?? {})).toContain(name);
  }
  const names = Object.keys(document().components['schemas'] ?? {});
  expect(names.filter((name) => name.endsWith('Input'))).toEqual([]);
});
