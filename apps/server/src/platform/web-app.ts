import { existsSync, readdirSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fastifyStatic } from '@fastify/static';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';

/** Serves the built web application: its files by name, and its page for every other path a browser asks for. */
export interface WebApp {
  /** Answers the request, or says `false` when it is none for the web application. */
  serve(request: FastifyRequest, reply: FastifyReply): boolean;
}

/** Only names found in the folder are ever served, so no path can lead out of it. */
export async function registerWebApp(app: FastifyInstance, root: string | undefined): Promise<WebApp> {
  if (root === undefined || !existsSync(join(root, 'index.html'))) return { serve: () => false };
  await app.register(fastifyStatic, { root, serve: false, cacheControl: false });
  let files = filesIn(root);
  const isFile = (path: string): boolean => {
    // A name nobody knows may be of a newer build.
    if (!files.has(path) && HAS_ENDING.test(path)) files = filesIn(root);
    return files.has(path);
  };
  return {
    serve(request, reply) {
      const path = request.url.split('?', 1)[0] ?? '/';
      if (request.method !== 'GET' && request.method !== 'HEAD') return false;
      if (path.startsWith('/api/')) return false;
      if (path !== '/index.html' && isFile(path)) return sendFile(reply, path);
      // A missing script or picture is missing; only pages fall back to the application.
      if (HAS_ENDING.test(path) && path !== '/index.html') return false;
      return sendFile(reply, '/index.html');
    },
  };
}

const HAS_ENDING = /\.\w+$/;

function filesIn(root: string): ReadonlySet<string> {
  const entries = readdirSync(root, { recursive: true, withFileTypes: true });
  return new Set(
    entries
      .filter((entry) => entry.isFile())
      .map((entry) => `/${relative(root, join(entry.parentPath, entry.name)).split(sep).join('/')}`),
  );
}

function sendFile(reply: FastifyReply, path: string): true {
  // File names under /assets carry a hash of their content.
  const isImmutable = path.startsWith('/assets/');
  void reply.header('cache-control', isImmutable ? 'public, max-age=31536000, immutable' : 'no-cache');
  void reply.sendFile(path.slice(1));
  return true;
}
