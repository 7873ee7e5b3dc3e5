import { setTimeout as sleep } from 'node:timers/promises';
import type { Pool, PoolClient } from 'pg';
import { createPools, type Db } from '../src/platform/db.ts';
import type { TestDatabase } from './database.ts';

/** Two sides that act at once, and what must hold whatever the order of their steps. */
export interface Scenario<Situation> {
  /** Brings about the situation both begin in; the sides' connections are not stepped yet. */
  arrange(sides: Readonly<Record<Side, Db>>): Promise<Situation>;
  readonly left: (situation: Situation, db: Db) => Promise<unknown>;
  readonly right: (situation: Situation, db: Db) => Promise<unknown>;
  /** True when both sides do the same, so that an order and its mirror image are one. */
  readonly isSymmetric?: boolean;
  /** Throws when something does not hold; `order` tells the steps taken, for the message. */
  check(situation: Situation, outcomes: Outcomes, order: string): Promise<void>;
}

type Side = 'left' | 'right';
type Outcomes = Readonly<Record<Side, PromiseSettledResult<unknown>>>;

const mostOrders = 400;
const stuckAfterMs = 120_000;
const pollMs = 4;

/**
 * Runs a scenario once for every order of the steps of its two sides, on two connections stepped by hand, and answers
 * how many orders there were. A step ends before the first lock or write of a transaction, before its commit, and
 * where PostgreSQL makes it wait for the other side; orders that the locks make impossible do not arise.
 */
export async function inEveryOrder<Situation>(
  database: TestDatabase,
  scenario: Scenario<Situation>,
): Promise<number> {
  const left = new SteppedSide(database);
  const right = new SteppedSide(database);
  try {
    let path: number[] = [];
    for (let orders = 1; orders <= mostOrders; orders++) {
      const taken = await runInOrder(database, scenario, { left, right, path });
      const last = taken.findLastIndex(({ chosen, choices }) => chosen + 1 < choices);
      if (last === -1 || (last === 0 && scenario.isSymmetric === true)) return orders;
      path = taken.slice(0, last + 1).map(({ chosen }, index) => (index === last ? chosen + 1 : chosen));
    }
    throw new Error(`There are more than ${mostOrders} orders.`);
  } finally {
    // A side that is stuck keeps its connection; waiting for it would hide why.
    void Promise.all([left.close(), right.close()]);
  }
}

interface Choice {
  readonly chosen: number;
  readonly choices: number;
}

interface Stepping {
  readonly left: SteppedSide;
  readonly right: SteppedSide;
  /** Which of the sides that could go on went on, from the first choice on; the first of them after that. */
  readonly path: readonly number[];
}

async function runInOrder<Situation>(
  database: TestDatabase,
  scenario: Scenario<Situation>,
  { left, right, path }: Stepping,
): Promise<Choice[]> {
  const situation = await scenario.arrange({ left: left.db, right: right.db });
  const ends = [
    left.begin((db) => scenario.left(situation, db)),
    right.begin((db) => scenario.right(situation, db)),
  ];
  const taken: Choice[] = [];
  const order: string[] = [];
  for (;;) {
    await standing(database, [left, right]);
    const ready = [left, right].filter(({ parkedAt }) => parkedAt !== undefined);
    const chosen = path[taken.length] ?? 0;
    const next = ready[chosen];
    if (next === undefined) break;
    taken.push({ chosen, choices: ready.length });
    order.push(`${next === left ? 'left' : 'right'}: ${next.parkedAt}`);
    next.goOn();
  }
  const [ofLeft, ofRight] = await Promise.all(ends);
  if (ofLeft === undefined || ofRight === undefined) throw new Error('Both sides end.');
  const said = `in the order\n  ${order.join('\n  ')}`;
  await scenario.check(situation, { left: ofLeft, right: ofRight }, said);
  return taken;
}

/** Waits until each side has ended, is parked before a step, or waits for a lock while the other is parked. */
async function standing({ admin }: TestDatabase, sides: readonly SteppedSide[]): Promise<void> {
  const until = Date.now() + stuckAfterMs;
  for (let waits = 0; Date.now() < until; await sleep(pollMs)) {
    const moving = sides.filter((side) => !side.isOver && side.parkedAt === undefined);
    if (moving.length === 0) return;
    const pids = moving.flatMap((side) => [...side.pids]);
    const { rows } = await admin.query<{ pid: number }>(
      'select pid from unnest($1::int[]) pid where cardinality(pg_blocking_pids(pid)) > 0',
      [pids],
    );
    const isWaiting = moving.every((side) => rows.some(({ pid }) => side.pids.has(pid)));
    // Twice in a row, because a lock may be granted between two looks; two sides that wait for each other are a
    // deadlock, which PostgreSQL ends by itself.
    waits = isWaiting && moving.length < sides.length ? waits + 1 : 0;
    if (waits >= 2 && sides.some(({ parkedAt }) => parkedAt !== undefined)) return;
  }
  throw new Error('A side neither goes on nor waits for a lock.');
}

const locksOrWrites = /\bfor (no key )?update\b|^\s*(insert|update|delete)\b/i;

/** Connections of one side, parked before each step until they are told to go on. */
class SteppedSide {
  readonly db: Db;
  readonly pids = new Set<number>();
  parkedAt: string | undefined;
  isOver = true;
  #goOn: () => void = () => {};
  readonly #close: () => Promise<void>;

  constructor({ appUrl }: TestDatabase) {
    const real = createPools({ appUrl, max: 4 });
    const connect = async (): Promise<PoolClient> => this.#stepped(await real.pool.connect());
    const pool = new Proxy(real.pool, {
      get: (target, name): unknown => {
        if (name === 'connect') return connect;
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    this.db = { ...real, pool: pool satisfies Pool };
    this.#close = () => real.close();
  }

  /** Starts the work of this side, parked before its first step. */
  async begin(work: (db: Db) => Promise<unknown>): Promise<PromiseSettledResult<unknown>> {
    this.isOver = false;
    const act = async (): Promise<unknown> => {
      await this.#park('begin');
      return work(this.db);
    };
    const [outcome] = await Promise.allSettled([act()]);
    this.isOver = true;
    return outcome;
  }

  goOn(): void {
    this.parkedAt = undefined;
    this.#goOn();
  }

  close(): Promise<void> {
    return this.#close();
  }

  #park(where: string): Promise<void> {
    if (this.isOver) return Promise.resolve();
    this.parkedAt = where;
    return new Promise((resolve) => {
      this.#goOn = resolve;
    });
  }

  #stepped(client: PoolClient): PoolClient {
    const query = client.query.bind(client);
    const pid: unknown = Reflect.get(client, 'processID');
    let touched = false;
    const stepped = (...values: Parameters<typeof query>): unknown => {
      // What reads rows as they come is handed to the connection itself and answered by it at once.
      const [first] = values;
      return typeof Reflect.get(Object(first), 'submit') === 'function'
        ? query(...values)
        : afterParking(...values);
    };
    const afterParking = async (...values: Parameters<typeof query>): Promise<unknown> => {
      const [first] = values;
      const text = typeof first === 'string' ? first : String(Reflect.get(Object(first), 'text'));
      if (/^begin/i.test(text)) touched = false;
      const isStep = touched ? text === 'commit' : locksOrWrites.test(text);
      if (isStep) {
        touched = true;
        await this.#park(text.trim().replaceAll(/\s+/g, ' ').slice(0, 60));
      }
      if (typeof pid === 'number') this.pids.add(pid);
      return query(...values);
    };
    const release = client.release.bind(client);
    Object.assign(client, {
      query: stepped,
      release: (broken?: boolean | Error) => {
        Object.assign(client, { query, release });
        release(broken);
      },
    });
    return client;
  }
}
