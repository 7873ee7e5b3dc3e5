import type { ImportId } from '@landfall/domain/shared/ids';
import { expect, test } from 'vitest';
import { type ProductPlace, useProduct } from '../../test/product.ts';

const product = useProduct();
const csv = 'Hostname,Owner E-Mail,Password\nweb1,ada@example.org,hunter2\nweb2,,correct horse\n';

interface Seen {
  readonly kinds: (string | null)[];
  readonly samples: string[][];
  readonly rows: Record<string, string | null>[];
  readonly mapped: string[];
  readonly one: { raw_data: Record<string, string | null> };
}

async function seenBy(person: ProductPlace, importId: ImportId): Promise<Seen> {
  const at = `/data-imports/${importId}`;
  const [columns, records, mappings, one] = await Promise.all(
    ['columns', 'records', 'field-mappings', 'records/1'].map(
      async (path) => (await product.get(person, `${at}/${path}`)).body,
    ),
  );
  return {
    kinds: columns.items.map((column: { sensitive_kind: string | null }) => column.sensitive_kind),
    samples: columns.items.map(({ profile }: { profile: { samples: string[] } }) => profile.samples),
    rows: records.items.map(({ raw_data: row }: { raw_data: Record<string, string> }) => row),
    mapped: mappings.items.flatMap(({ samples }: { samples: string[] }) => samples),
    one,
  };
}

test('F57 personal and secret columns are known, and masked for everyone without the right to see them', async () => {
  const manager = await product.place();
  const { flowId, importId } = await product.upload(manager, csv);
  await product.reach(manager, flowId, 'waiting_for_approval');

  const masked = await seenBy(manager, importId);
  expect(masked.kinds).toEqual([null, 'email', 'secret']);
  expect(masked.samples).toEqual([['web1', 'web2'], ['•••'], ['•••', '•••']]);
  expect(masked.rows).toEqual([
    { Hostname: 'web1', 'Owner E-Mail': '•••', Password: '•••' },
    { Hostname: 'web2', 'Owner E-Mail': '', Password: '•••' },
  ]);
  expect(JSON.stringify(masked)).not.toMatch(/hunter2|correct horse|ada@/);

  const events = await product.get(manager, `/flows/${flowId}/events`);
  expect(JSON.stringify(events.body)).toContain('web1');
  expect(JSON.stringify(events.body)).not.toMatch(/hunter2|correct horse|ada@/);

  const trusted = await product.colleague(manager, 'viewer');
  await product.server.database.admin.query(
    'update memberships set can_access_sensitive_data = true where user_id = $1',
    [trusted.userId],
  );
  const whole = await seenBy(trusted, importId);
  expect(whole.rows[0]).toEqual({ Hostname: 'web1', 'Owner E-Mail': 'ada@example.org', Password: 'hunter2' });
  expect(whole.one.raw_data['Password']).toBe('hunter2');
  expect(whole.mapped).toContain('ada@example.org');
});

test('F57 what cleansing and the checks tell of masked columns names none of their values', async () => {
  const manager = await product.place();
  const text =
    'Hostname,RAM (GB),Owner E-Mail\nweb1,4,ada@example.org\nweb2,8," bob@example.org "\nweb3,16,ann@example.org\n';
  const { flowId, importId } = await product.upload(manager, text);
  await product.reach(manager, flowId, 'field_mapping waiting_for_approval');
  const { gate } = await product.details(manager, flowId);
  const approval = {
    gate_id: gate?.id,
    gate_revision: gate?.revision,
    approve_confidence_at_least: 0.5,
    remaining: 'custom_attribute',
  };
  expect((await product.post(manager, `/flows/${flowId}/approve`, approval)).status).toBe(200);
  await product.reach(manager, flowId, 'asset_inventory waiting_for_approval');
  const told = async (person: ProductPlace) => {
    const [steps, cleansing] = await Promise.all(
      ['processing-steps', 'cleansing'].map(
        async (path) => (await product.get(person, `/data-imports/${importId}/${path}`)).body,
      ),
    );
    return {
      parts: steps.items.flatMap(({ output }: { output: object }) => Object.keys(output)),
      steps,
      cleansing,
    };
  };
  const masked = await told(manager);
  expect(JSON.stringify(masked)).not.toMatch(/@example/);
  expect(masked.parts).not.toContain('notes');
  expect(masked.parts).toContain('counts');
  const trusted = await product.colleague(manager, 'viewer');
  await product.server.database.admin.query(
    'update memberships set can_access_sensitive_data = true where user_id = $1',
    [trusted.userId],
  );
  const whole = await told(trusted);
  expect(whole.parts).toContain('notes');
  expect(JSON.stringify(whole)).toMatch(/@example/);
});
