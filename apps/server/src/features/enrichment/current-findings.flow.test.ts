import { expect, test } from 'vitest';
import { useEnrichment } from '../../../test/enrichment.ts';
import type { ProductPlace } from '../../../test/product.ts';

const enrichment = useEnrichment({ deletes: true });
const { product } = enrichment;

const mapping = {
  VM: 'name',
  OS: 'operating_system',
  Peak: 'cpu_utilization_peak_percent',
  Seen: 'last_seen',
};
const observe = (place: ProductPlace, line: string) =>
  enrichment.run(place, { category: 'infrastructure', text: `VM,OS,Peak,Seen\nvm01,${line}\n`, mapping });
async function found(place: ProductPlace, query = ''): Promise<string[]> {
  const { items } = (await product.get(place, `/findings${query}`)).body;
  return items.map(({ status, value }: { status: string; value: Record<string, unknown> }) =>
    status === 'hot' ? `hot ${String(value['peak_cpu_percent'])}` : status,
  );
}

test('findings hold while the values they rest on do, and again when what replaced these is taken back', async () => {
  const place = await product.place('engagement_manager');
  const first = await observe(place, 'Windows Server 2012 R2,95,2026-01-01');
  expect(await found(place)).toEqual(['hot 95', 'expired']);

  const cooler = await observe(place, 'Windows Server 2022,30,2026-02-01');
  expect(await found(place)).toEqual(['supported']);

  await observe(place, 'Windows Server 2012 R2,99,2025-02-01');
  expect(await found(place)).toEqual(['supported']);
  expect(await found(place, `?import_id=${first.importId}`)).toEqual(['hot 95', 'expired']);

  await enrichment.remove(place, cooler.flowId);
  expect(await found(place)).toEqual(['hot 95', 'expired']);
});

test('what two imports find is told once, and still when one of them is taken back', async () => {
  const place = await product.place('engagement_manager');
  await observe(place, 'Windows Server 2012 R2,95,2026-01-01');
  const again = await observe(place, 'Windows Server 2012 R2,97,2026-02-01');
  expect(await found(place)).toEqual(['hot 97', 'expired']);
  await enrichment.remove(place, again.flowId);
  expect(await found(place)).toEqual(['hot 95', 'expired']);
});
