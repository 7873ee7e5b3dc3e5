import { saysDatabaseAway } from './database-away.ts';
import type { Log } from './log.ts';

const askEveryMs = 1000;
const sumUpEveryMs = 30_000;
/** What was under way when the database came back may still fail for a while; that belongs to the same outage. */
const settleMs = 5000;

interface Outage {
  readonly since: number;
  /** Time of the newest warning, and of the newest that was written. */
  lastAt: number;
  toldAt: number;
  warnings: number;
}

type Fields = Parameters<Log['warn']>[0];

/**
 * A log for what works in the background by itself. While the database is away its parts warn of that some twenty
 * times a second: the first of these warnings is written at once, then their number each half minute, and at last
 * that the database answers again. Everything else is written as it comes.
 */
export class OutageLog {
  readonly log: Log;
  readonly #ask: () => Promise<unknown>;
  #outage: Outage | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isStopped = false;

  /** `ask` fails while the database does not answer. */
  constructor(log: Log, ask: () => Promise<unknown>) {
    this.#ask = ask;
    this.log = this.#over(log);
  }

  /** Asks no more; warnings are written as they come from here on. */
  stop(): void {
    this.#isStopped = true;
    clearTimeout(this.#timer);
  }

  #over(log: Log): Log {
    return {
      ...log,
      warn: (fields, message) => {
        if (this.#isStopped || !tellsOfOutage(fields)) log.warn(fields, message);
        else this.#take(log, fields, message);
      },
      child: (bindings) => this.#over(log.child(bindings)),
    };
  }

  #take(log: Log, fields: Fields, message: string | undefined): void {
    const now = Date.now();
    if (this.#outage === undefined) {
      this.#outage = { since: now, lastAt: now, toldAt: now, warnings: 1 };
      log.warn(fields, message);
      this.#askLater(log, this.#outage);
      return;
    }
    const outage = this.#outage;
    outage.warnings += 1;
    outage.lastAt = now;
    if (now - outage.toldAt < sumUpEveryMs) return;
    outage.toldAt = now;
    log.warn(factsOf(outage), 'the database is still away');
  }

  #askLater(log: Log, outage: Outage): void {
    this.#timer = setTimeout(() => void this.#askNow(log, outage), askEveryMs).unref();
  }

  async #askNow(log: Log, outage: Outage): Promise<void> {
    const answers = await this.#ask().then(
      () => true,
      () => false,
    );
    if (this.#isStopped) return;
    if (!answers || Date.now() - outage.lastAt < settleMs) return this.#askLater(log, outage);
    this.#outage = undefined;
    log.warn(factsOf(outage), 'the database answers again');
  }
}

/** How many warnings there were so far, and over how long a time. */
function factsOf({ since, lastAt, warnings }: Outage): { warnings: number; seconds: number } {
  return { warnings, seconds: Math.round((lastAt - since) / 1000) };
}

function tellsOfOutage(fields: Fields): boolean {
  const facts = typeof fields === 'string' ? [fields] : Object.values(fields);
  return facts.some((fact) => saysDatabaseAway(String(fact)));
}
