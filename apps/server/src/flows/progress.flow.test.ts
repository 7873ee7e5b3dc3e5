import { beforeAll, expect, test } from 'vitest';
import { useEnrichment } from '../../test/enrichment.ts';

const enrichment = useEnrichment();
const { product } = enrichment;
const { admin } = product.server.database;

// What anybody who looks at the right moment sees: each value a batch has left behind.
beforeAll(async () => {
  await admin.query(`
    create table seen_progress (id bigint generated always as identity, run uuid, done bigint, total bigint);
    create function see_progress() returns trigger language plpgsql security definer as $$
      begin insert into seen_progress (run, done, total) values (new.id, new.rows_done, new.rows_total); return null; end $$;
    create trigger see_progress after update on phase_runs for each row execute function see_progress();`);
});

/** Shares of its rows that each run of a phase had done, one after the other, in the order of the runs. */
async function sharesOf(flowId: string, phase: string): Promise<number[][]> {
  const { rows } = await admin.query<{ shares: number[] }>(
    `select array_agg((s.done::float8 / nullif(s.total, 0)) order by s.id) as shares
     from seen_progress s join phase_runs r on r.id = s.run
     where r.flow_id = $1 and r.phase = $2 and s.total > 0 group by r.id order by r.id`,
    [flowId, phase],
  );
  return rows.map(({ shares }) => shares);
}

function edges(count: number): string {
  const lines = Array.from({ length: count }, (_, n) => `src${n % 20},dst${n % 7},${443 + (n % 3)},tcp`);
  return ['Source Host,Target Host,Target Port,Protocol', ...lines].join('\n');
}

test('the progress of an enrichment goes through all its stages and never back', async () => {
  const place = await product.place();
  const { flowId } = await enrichment.run(place, {
    category: 'app_discovery',
    text: edges(400),
    mapping: {
      'Source Host': 'source_name',
      'Target Host': 'target_name',
      'Target Port': 'target_port',
      Protocol: 'protocol',
    },
  });
  for (const shares of await sharesOf(flowId, 'enrichment')) {
    expect(shares).toEqual(shares.toSorted((a, b) => a - b));
    // No stage says that all is done while others are still to come.
    expect(shares.filter((share) => share < 1).length).toBeGreaterThan(shares.length / 2);
  }
});

test('nor does that of an inventory, before its preview is approved or after', async () => {
  const place = await product.place();
  const text = `Name,Type\n${Array.from({ length: 300 }, (_, n) => `web${n},Server`).join('\n')}\n`;
  const { flowId } = await enrichment.upload(place, { category: 'cmdb_export', text });
  await product.reach(place, flowId, 'field_mapping waiting_for_approval');
  await enrichment.approve(place, flowId, { Name: 'name', Type: 'asset_type' });
  await product.reach(place, flowId, 'asset_inventory waiting_for_approval');
  await enrichment.approvePreview(place, flowId);
  await product.reach(place, flowId, 'completed');
  const runs = await sharesOf(flowId, 'asset_inventory');
  expect(runs).toHaveLength(2);
  for (const shares of runs) expect(shares).toEqual(shares.toSorted((a, b) => a - b));
});
