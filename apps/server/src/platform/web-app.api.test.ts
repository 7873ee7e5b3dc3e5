import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fastify, type FastifyInstance } from 'fastify';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { registerWebApp } from './web-app.ts';

const outside = mkdtempSync(join(tmpdir(), 'landfall-web-'));
const root = join(outside, 'dist');
let app: FastifyInstance;

beforeAll(async () => {
  mkdirSync(join(root, 'assets'), { recursive: true });
  writeFileSync(join(outside, 'secret.txt'), 'outside');
  writeFileSync(join(root, 'index.html'), '<title>Landfall</title>');
  writeFileSync(join(root, 'assets/app-1a2b.js'), 'run()');
  app = fastify();
  const webApp = await registerWebApp(app, root);
  app.setNotFoundHandler((request, reply) =>
    webApp.serve(request, reply) ? reply : reply.status(404).send('none'),
  );
});
afterAll(() => app.close());

test.each(['/', '/flows/1234/mapping', '/index.html', '/inventory?q=a.b'])(
  '%s is the page, always fresh',
  async (url) => {
    const response = await app.inject(url);
    expect(response.body).toContain('<title>Landfall');
    expect(response.headers['cache-control']).toBe('no-cache');
  },
);

test('a hashed file may be kept for ever', async () => {
  const response = await app.inject('/assets/app-1a2b.js');
  expect(response.body).toBe('run()');
  expect(response.headers['cache-control']).toContain('immutable');
  expect(response.headers['content-type']).toMatch(/javascript/);
});

test.each([
  '/assets/gone.js',
  '/favicon.ico',
  '/../secret.txt',
  '/..%2fsecret.txt',
  '/assets/..%2f..%2fsecret.txt',
  '/%2e%2e/secret.txt',
  '/api/v1/anything',
])('%s is not the web application’s', async (url) => {
  expect((await app.inject(url)).body).not.toMatch(/outside|<title>/);
});

test('only reading is answered', async () => {
  expect((await app.inject({ method: 'POST', url: '/' })).statusCode).toBe(404);
});
