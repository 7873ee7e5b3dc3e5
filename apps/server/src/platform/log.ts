import { closeSync, openSync, renameSync, statSync, writeSync } from 'node:fs';

const levels = { trace: 10, debug: 20, info: 30, warn: 40, error: 50, fatal: 60, silent: 99 } as const;
export type LogLevel = keyof typeof levels;
type Fields = Readonly<Record<string, unknown>>;
type Write = (fields: Fields | string, message?: string) => void;

/** Structured log: one JSON object a line. Fields are ids, counts and codes; never cell values or secrets. */
export interface Log {
  level: LogLevel;
  trace: Write;
  debug: Write;
  info: Write;
  warn: Write;
  error: Write;
  fatal: Write;
  silent: Write;
  child(bindings: Fields): Log;
}

export interface LogOptions {
  readonly level: LogLevel;
  /** Takes one line with its line end; {@link toFile} makes one. */
  readonly write: (line: string) => void;
  readonly now?: () => Date;
}

/** Makes a log whose children add their fields to every line. */
export function createLog(options: LogOptions, bindings: Fields = {}): Log {
  const at =
    (level: Exclude<LogLevel, 'silent'>): Write =>
    (fields, message) => {
      if (levels[level] < levels[options.level]) return;
      const time = (options.now?.() ?? new Date()).toISOString();
      const text = typeof fields === 'string' ? { message: fields } : { message, ...fields };
      options.write(`${JSON.stringify({ time, level, ...bindings, ...text }, redact)}\n`);
    };
  return {
    level: options.level,
    trace: at('trace'),
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    fatal: at('fatal'),
    silent: () => undefined,
    child: (more) => createLog(options, { ...bindings, ...more }),
  };
}

const LARGEST_LOG = 32 * 1024 * 1024;

/**
 * Appends lines to a file that only the owner may read, at once, so that the last line before a crash is there.
 * A file grown large is moved aside when it is opened; one older file is kept.
 */
export function toFile(path: string): { write: (line: string) => void; close: () => void } {
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > LARGEST_LOG) renameSync(path, `${path}.1`);
  let file: number | undefined = openSync(path, 'a', 0o600);
  return {
    write(line) {
      // A number that was closed may by now be another file.
      if (file === undefined) return;
      try {
        writeSync(file, line);
      } catch {
        // A log that cannot be written, on a full disk say, must not stop the product.
      }
    },
    close() {
      if (file !== undefined) closeSync(file);
      file = undefined;
    },
  };
}

const SECRET =
  /pass(word|phrase)?$|secret|token$|authorization|cookie|^hash$|prompt|^cells?$|^samples?$|^values?$/i;

/** Blanks fields that name secrets or cell values, and writes errors with their stack but without their data. */
function redact(key: string, value: unknown): unknown {
  if (key !== '' && SECRET.test(key)) return '[redacted]';
  if (value instanceof Error) return errorFields(value);
  return typeof value === 'bigint' ? String(value) : value;
}

/**
 * Name, SQLSTATE, stack and cause of an error. The message of an error of PostgreSQL can quote a row's values,
 * so of those only the code and the position in our own code are written.
 */
function errorFields(error: Error): Fields {
  const facts = new Map<string, unknown>(Object.entries(error));
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: error.name,
    code: facts.get('code'),
    ...(facts.has('severity')
      ? { table: facts.get('table'), constraint: facts.get('constraint') }
      : { text: error.message }),
    stack: frames.slice(0, 12).join('\n'),
    cause: error.cause instanceof Error ? errorFields(error.cause) : undefined,
  };
}
