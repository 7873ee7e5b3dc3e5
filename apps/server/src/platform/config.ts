import { availableParallelism } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { findProductRoot } from './product-root.ts';
import { StartError } from './start-error.ts';

const text = z.string().trim().min(1);
const boundedInt = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** Every setting Landfall takes from the environment, with what it means and what holds without it. */
const environmentSchema = z.object({
  DATABASE_URL: text
    .optional()
    .describe('PostgreSQL of the application role; left out, PostgreSQL is embedded'),
  DATABASE_OWNER_URL: text
    .optional()
    .describe('the same database as the owner of the schema, for migrations'),
  LANDFALL_DATA_DIR: text.optional().describe('data directory; .landfall beside the program unless set'),
  LANDFALL_HOST: text.default('127.0.0.1').describe('address to listen on'),
  LANDFALL_PORT: boundedInt(0, 65_535).default(4870).describe('port to listen on; 0 lets the system choose'),
  LANDFALL_LOG_LEVEL: z.enum(LOG_LEVELS).default('info').describe('least level written to the log'),
  LANDFALL_WORKER_CONCURRENCY: boundedInt(1, 64)
    .default(Math.max(2, availableParallelism()))
    .describe('most phases executed at once by one process'),
  LANDFALL_UPLOADS_PER_MINUTE: boundedInt(1, 100_000)
    .default(10)
    .describe('files a client account may upload in a minute'),
  LANDFALL_MAX_ROWS: boundedInt(1, 10_000_000).default(1_000_000).describe('rows an imported file may have'),
  LANDFALL_MAX_FILE_MEGABYTES: boundedInt(1, 16_384)
    .default(1024)
    .describe('size of an uploaded text file, in units of 1,048,576 bytes'),
  LANDFALL_METRICS_PORT: boundedInt(0, 65_535)
    .optional()
    .describe('port of GET /metrics for Prometheus; left out, there is none'),
  LANDFALL_METRICS_HOST: text
    .default('127.0.0.1')
    .describe('address GET /metrics listens on; it needs no sign-in and names no tenant'),
  LANDFALL_WEBHOOK_PRIVATE: z
    .enum(['true', 'false'])
    .default('false')
    .describe('whether webhooks may go to private addresses and over plain HTTP'),
  LANDFALL_CRASH_POINT: text.optional().describe('for crash tests: name and hit of the point to die at'),
});

export interface Config {
  readonly databaseUrl: string | undefined;
  readonly databaseOwnerUrl: string | undefined;
  readonly dataDirectory: string;
  readonly host: string;
  readonly port: number;
  readonly logLevel: (typeof LOG_LEVELS)[number];
  readonly workerConcurrency: number;
  readonly uploadsPerMinute: number;
  /** Rows an imported file may have. */
  readonly maxRows: number;
  /** Bytes an uploaded text file may have. */
  readonly maxFileBytes: number;
  readonly metricsPort: number | undefined;
  readonly metricsHost: string;
  /** Whether webhooks may go to private addresses and over plain HTTP. */
  readonly privateWebhooks: boolean;
  readonly crashPoint: string | undefined;
}

/** Settings of the caller, the command line usually; each one given wins over the environment. */
export type ConfigOverrides = { readonly [Name in keyof Config]?: Config[Name] | undefined };

/** Reads the environment once; throws {@link StartError} that names every setting that is wrong. */
export function loadConfig(overrides: ConfigOverrides = {}, environment = process.env): Config {
  const parsed = environmentSchema.safeParse(withoutEmpty(environment));
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(({ path, message }) => `${path.join('.')} (${message})`);
    throw new StartError(`These settings are wrong: ${wrong.join(', ')}.`);
  }
  const settings = parsed.data;
  const given = Object.fromEntries(Object.entries(overrides).filter(([, value]) => value !== undefined));
  const config: Config = {
    databaseUrl: settings.DATABASE_URL,
    databaseOwnerUrl: settings.DATABASE_OWNER_URL,
    dataDirectory: settings.LANDFALL_DATA_DIR ?? join(findProductRoot(), '.landfall'),
    host: settings.LANDFALL_HOST,
    port: settings.LANDFALL_PORT,
    logLevel: settings.LANDFALL_LOG_LEVEL,
    workerConcurrency: settings.LANDFALL_WORKER_CONCURRENCY,
    uploadsPerMinute: settings.LANDFALL_UPLOADS_PER_MINUTE,
    maxRows: settings.LANDFALL_MAX_ROWS,
    maxFileBytes: settings.LANDFALL_MAX_FILE_MEGABYTES * 2 ** 20,
    metricsPort: settings.LANDFALL_METRICS_PORT,
    metricsHost: settings.LANDFALL_METRICS_HOST,
    privateWebhooks: settings.LANDFALL_WEBHOOK_PRIVATE === 'true',
    crashPoint: settings.LANDFALL_CRASH_POINT,
    ...given,
  };
  return { ...config, dataDirectory: resolve(config.dataDirectory) };
}

function withoutEmpty(environment: NodeJS.ProcessEnv): Record<string, string> {
  const set = Object.entries(environment).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return Object.fromEntries(set);
}
