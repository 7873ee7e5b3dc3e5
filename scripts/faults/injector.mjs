/**
 * Faults beneath the product: the n-th statement to PostgreSQL, to the job engine's tables, or call of the file store
 * fails. Nothing of the product is replaced; only pg's and node:fs's own functions are wrapped.
 */
import fs from 'node:fs';
import fsPromises from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';
import { PassThrough } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { Client } from 'pg';

/** How a call fails: before it is done, without an answer until the connection breaks, or after it is done. */
export const kinds = ['throw', 'hang', 'reply_lost'];
export const layers = ['database', 'engine', 'files'];
const hangMs = 1500;

/** Lanes by what their calls carry: the engagement a transaction is for, or the flow a job is named after. */
const lanes = { byId: new Map(), files: undefined };

/** A person's work whose calls are counted apart from those of others. */
export function openLane(engagementId) {
  const lane = { armed: undefined, counts: {}, fired: undefined };
  lanes.byId.set(engagementId, lane);
  return {
    /** Counts from now on, and fails the n-th call of a layer if one is given. */
    arm(fault) {
      Object.assign(lane, { armed: fault, counts: { database: 0, engine: 0, files: 0 }, fired: undefined });
      if (fault?.layer === 'files' || fault?.countsFiles) lanes.files = lane;
    },
    disarm() {
      lane.armed = undefined;
      if (lanes.files === lane) lanes.files = undefined;
    },
    /** Jobs named after this flow or deletion belong to the lane. */
    owns: (id) => lanes.byId.set(id, lane),
    counts: () => ({ ...lane.counts }),
    /** What failed, as a short text; `undefined` while nothing has. */
    fired: () => lane.fired,
  };
}

/** The kind of fault this call suffers, if it is the one; counts it. */
function next(lane, layer, what) {
  if (lane?.counts === undefined) return undefined;
  lane.counts[layer] = (lane.counts[layer] ?? 0) + 1;
  const { armed } = lane;
  if (armed?.layer !== layer || armed.n !== lane.counts[layer] || lane.fired !== undefined) return undefined;
  lane.fired = what;
  return armed.kind;
}

const laneOfClient = Symbol('lane');

/** Wraps pg's query for every connection of the process. */
export function wrapDatabase() {
  // oxlint-disable-next-line typescript/unbound-method -- called with the client it is called on below
  const { query } = Client.prototype;
  Client.prototype.query = function wrapped(...args) {
    const { text, values, submittable, callback } = partsOf(args);
    const lane = laneOf(this, text, values);
    const layer = /\bdbos"?\./.test(text) ? 'engine' : 'database';
    const kind = lane && next(lane, layer, text.replaceAll(/\s+/g, ' ').trim().slice(0, 90));
    if (/^(commit|rollback)/i.test(text)) this[laneOfClient] = undefined;
    if (kind === undefined) return query.apply(this, args);
    if (submittable !== undefined) {
      // A copy in progress: whatever the kind, its connection breaks under it.
      setTimeout(() => breakConnection(this), kind === 'hang' ? hangMs : 5);
      return query.apply(this, args);
    }
    const plain = callback === undefined ? args : args.slice(0, -1);
    const failed = failQuery(this, kind, () => query.apply(this, plain));
    if (callback === undefined) return failed;
    failed.catch((error) => callback(error));
    return undefined;
  };
}

function partsOf(args) {
  const [first, second] = args;
  const last = args.at(-1);
  const query = typeof first === 'string' ? { text: first, values: second } : first;
  const values = Array.isArray(query.values ?? second) ? (query.values ?? second) : [];
  return {
    text: String(query.text ?? ''),
    values,
    submittable: typeof first.submit === 'function' ? first : undefined,
    callback: typeof last === 'function' ? last : undefined,
  };
}

function laneOf(client, text, values) {
  if (client[laneOfClient] !== undefined) return client[laneOfClient];
  if (text.includes('set_config')) {
    const said = [...values, ...literalsOf(text)];
    client[laneOfClient] = said.map((value) => lanes.byId.get(value)).find(Boolean);
    return client[laneOfClient];
  }
  if (!/\bdbos"?\./.test(text)) return undefined;
  const ids = values.flat().filter((value) => typeof value === 'string');
  return ids.map((id) => lanes.byId.get(id.split(':', 1)[0])).find(Boolean);
}

/** A transaction begins with settings written into its text. */
function literalsOf(text) {
  return [...text.matchAll(/'([^']*)'/g)].map(([, literal]) => literal);
}

async function failQuery(client, kind, run) {
  if (kind === 'throw') throw Object.assign(new Error('could not read block 7: injected'), { code: '58030' });
  if (kind === 'hang') await sleep(hangMs);
  else await run();
  breakConnection(client);
  throw new Error('Connection terminated unexpectedly');
}

function breakConnection(client) {
  client.connection.stream.destroy(new Error('Connection terminated unexpectedly'));
}

/** Wraps the functions of node:fs the file store uses, for paths below `folder`. */
export function wrapFiles(folder) {
  const isOurs = (path) => String(path).startsWith(folder);
  for (const name of ['mkdir', 'rename', 'rm', 'stat', 'open']) {
    const original = fsPromises[name];
    fsPromises[name] = async (path, ...rest) => {
      if (!isOurs(path)) return original(path, ...rest);
      const result = await failCall(name, () => original(path, ...rest));
      return name === 'open' ? wrapHandle(result) : result;
    };
  }
  const { createReadStream } = fs;
  fs.createReadStream = (path, options) => {
    const kind = isOurs(path) ? next(lanes.files, 'files', 'createReadStream') : undefined;
    if (kind === undefined) return createReadStream(path, options);
    const broken = new PassThrough();
    setTimeout(() => broken.destroy(ioError()), kind === 'hang' ? hangMs : 5);
    return broken;
  };
  syncBuiltinESMExports();
}

/** Syncs of the file's folder count as calls of their own; its writes go through a stream node opens itself. */
function wrapHandle(handle) {
  const sync = handle.sync.bind(handle);
  handle.sync = () => failCall('fsync', sync);
  return handle;
}

async function failCall(name, run) {
  const kind = next(lanes.files, 'files', name);
  if (kind === undefined) return run();
  if (kind === 'hang') await sleep(hangMs);
  if (kind === 'reply_lost') await run();
  throw ioError();
}

function ioError() {
  return Object.assign(new Error('EIO: i/o error, injected'), { code: 'EIO' });
}
