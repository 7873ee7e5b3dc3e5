import { StartError } from '../start-error.ts';

/** A reason why the embedded PostgreSQL cannot run. */
export class EmbeddedPostgresError extends StartError {}
