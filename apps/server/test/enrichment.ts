import { setTimeout as sleep } from 'node:timers/promises';
import type { FlowDetails } from '@landfall/contract/flows';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { asId, type FlowId, type ImportId } from '@landfall/domain/shared/ids';
import type { Answer } from './flows.ts';
import { type Product, type ProductPlace, useProduct } from './product.ts';

/** What a test imports. */
export interface ImportedFile {
  readonly category: ImportCategory;
  readonly text: string;
  /** Target of a column; null leaves it out, and columns that are not named become custom attributes. */
  readonly mapping: Readonly<Record<string, string | null>>;
  readonly config?: Readonly<Record<string, unknown>>;
}

export interface Enrichment {
  readonly product: Product;
  upload(
    place: ProductPlace,
    file: Pick<ImportedFile, 'category' | 'text' | 'config'>,
  ): Promise<{ flowId: FlowId; importId: ImportId }>;
  /** Uploads, maps, approves whatever is asked and waits until the flow has ended. */
  run(
    place: ProductPlace,
    file: ImportedFile,
  ): Promise<{ flowId: FlowId; importId: ImportId; flow: FlowDetails }>;
  /** Approves the mapping of a flow that waits for it. */
  approve(place: ProductPlace, flowId: FlowId, mapping: ImportedFile['mapping']): Promise<Answer>;
  /** Uploads, maps and waits until the flow asks before it writes. */
  preview(
    place: ProductPlace,
    file: ImportedFile,
  ): Promise<{ flowId: FlowId; importId: ImportId; flow: FlowDetails }>;
  /** Approves the open preview of a flow. */
  approvePreview(place: ProductPlace, flowId: FlowId, parts?: object): Promise<Answer>;
  /** Deletes a flow and waits until its data is gone. */
  remove(place: ProductPlace, flowId: FlowId): Promise<Answer>;
  steps(place: ProductPlace, importId: ImportId): Promise<Record<string, StepOutput>>;
  rows<Row extends object>(text: string, values: readonly unknown[]): Promise<Row[]>;
}

export interface StepOutput {
  readonly status: string;
  readonly records: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- a test looks into any output
  readonly output: any;
}

/** The product with a way to import files of any category. */
export function useEnrichment(options: { readonly deletes?: boolean } = {}): Enrichment {
  const product = useProduct(options);
  const enrichment: Enrichment = {
    product,
    async upload(place, file) {
      const answer = await product.server.send({
        method: 'POST',
        url: '/api/v1/data-imports',
        headers: { ...place.headers, 'content-type': 'multipart/form-data; boundary=landfall' },
        payload: formOf(file),
      });
      if (answer.statusCode !== 201) throw new Error(`The upload was answered ${answer.body}`);
      const body = JSON.parse(answer.body);
      return { flowId: asId(body.flow_id), importId: asId(body.data_import_id) };
    },
    run: (place, file) => runWhole(enrichment, place, file),
    async preview(place, file) {
      const ids = await uploadMapped(enrichment, place, file);
      return { ...ids, flow: await product.reach(place, ids.flowId, 'enrichment waiting_for_approval') };
    },
    async approvePreview(place, flowId, parts = {}) {
      const { gate } = await product.details(place, flowId);
      const body = { gate_id: gate?.id, gate_revision: gate?.revision, ...parts };
      return product.post(place, `/flows/${flowId}/approve`, body);
    },
    approve: (place, flowId, mapping) =>
      product.post(place, `/discovery/flow/${flowId}/resume`, {
        field_mappings: mapping,
        approval: true,
        remaining: 'custom_attribute',
      }),
    remove: (place, flowId) => removeFlow(product, place, flowId),
    async steps(place, importId) {
      const { body } = await product.get(place, `/data-imports/${importId}/processing-steps`);
      return Object.fromEntries(
        body.items.map(
          (step: { step_name: string; status: string; records_processed: number; output: unknown }) => [
            step.step_name,
            { status: step.status, records: step.records_processed, output: step.output },
          ],
        ),
      );
    },
    async rows(text, values) {
      return (await product.server.database.admin.query(text, [...values])).rows;
    },
  };
  return enrichment;
}

function accepted({ status, body }: Answer): void {
  if (status !== 200) throw new Error(`The approval was answered ${status}: ${JSON.stringify(body)}`);
}

async function runWhole(enrichment: Enrichment, place: ProductPlace, file: ImportedFile) {
  const { product } = enrichment;
  const ids = await uploadMapped(enrichment, place, file);
  if ((await endOf(product, place, ids.flowId)).status === 'waiting_for_approval') {
    const { body } = await product.get(place, `/flows/${ids.flowId}/asset-preview`);
    const confirmed = body.large_change === null ? {} : { confirm_large_change: body.large_change.affected };
    accepted(await enrichment.approvePreview(place, ids.flowId, confirmed));
  }
  return { ...ids, flow: await product.reach(place, ids.flowId, 'completed') };
}

async function uploadMapped(enrichment: Enrichment, place: ProductPlace, file: ImportedFile) {
  const ids = await enrichment.upload(place, file);
  await enrichment.product.reach(place, ids.flowId, 'field_mapping waiting_for_approval');
  accepted(await enrichment.approve(place, ids.flowId, file.mapping));
  return ids;
}

/** Waits until the flow has ended or asks before it writes. */
async function endOf(product: Product, place: ProductPlace, flowId: FlowId): Promise<FlowDetails> {
  for (let waited = 0; ; waited += 100) {
    const flow = await product.details(place, flowId);
    const asks = flow.current_phase === 'enrichment' && flow.status === 'waiting_for_approval';
    if (asks || flow.status === 'completed') return flow;
    if (flow.status === 'failed' || waited > 60_000) return product.reach(place, flowId, 'completed');
    await sleep(100);
  }
}

async function removeFlow(product: Product, place: ProductPlace, flowId: FlowId): Promise<Answer> {
  const deleted = await product.send(place, 'DELETE', `/discovery/flows/${flowId}`);
  if (deleted.status !== 202) throw new Error(`The deletion was answered ${JSON.stringify(deleted)}`);
  for (let waited = 0; ; waited += 100) {
    const progress = await product.get(place, `/discovery/flows/${flowId}/deletion`);
    if (progress.body.status === 'done') return progress;
    if (waited > 60_000) throw new Error(`The deletion did not end: ${JSON.stringify(progress.body)}`);
    await sleep(100);
  }
}

function formOf({ category, text, config }: Pick<ImportedFile, 'category' | 'text' | 'config'>): string {
  const parts = [
    `content-disposition: form-data; name="import_category"\r\n\r\n${category}`,
    ...(config === undefined
      ? []
      : [`content-disposition: form-data; name="processing_config"\r\n\r\n${JSON.stringify(config)}`]),
    `content-disposition: form-data; name="file"; filename="file.csv"\r\ncontent-type: text/csv\r\n\r\n${text}`,
  ];
  return `${parts.map((part) => `--landfall\r\n${part}\r\n`).join('')}--landfall--\r\n`;
}
