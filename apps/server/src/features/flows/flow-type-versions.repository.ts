import { createHash } from 'node:crypto';
import { canonicalDefinition, type FlowTypeDefinition } from '@landfall/domain/flow/flow-type';
import { sql } from 'kysely';
import type { Db } from '../../platform/db.ts';
import { inPlatformScope } from '../../platform/tenant-scope.ts';

/**
 * Stores the definitions of this build that the database does not have yet, and compares the others: a
 * definition that changed under an old version number stops the boot.
 */
export function registerFlowTypes(db: Db, definitions: readonly FlowTypeDefinition[]): Promise<void> {
  return inPlatformScope(db, {}, async ({ tx }) => {
    for (const definition of definitions) {
      const { name, version } = definition;
      const text = canonicalDefinition(definition);
      const checksum = createHash('sha256').update(text).digest('hex');
      await sql`
        insert into flow_type_versions (flow_type, version, definition, checksum)
        values (${name}, ${version}, ${text}::jsonb, ${checksum}) on conflict do nothing`.execute(tx);
      const { rows } = await sql<{ checksum: string }>`
        select checksum from flow_type_versions where flow_type = ${name} and version = ${version}`.execute(
        tx,
      );
      if (rows[0]?.checksum !== checksum) {
        throw new Error(`Flow type ${name} version ${version} is stored with another definition`);
      }
    }
  });
}
