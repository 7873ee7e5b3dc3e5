import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { afterEach, beforeEach, expect } from 'vitest';
import { type ProductOptions, type ProductPlace, useProduct } from './product.ts';

export const correctedHeader = 'Hostname,Serial Number,IP Address,RAM (GB),Environment';
/** Rows 2 and 5 name nothing, row 3 has a cell too many. */
const someRows = [
  'web1,SER-1001X,10.0.0.1,4,Production',
  ',,,8,Test',
  'web3,SER-1003X,10.0.0.3,8,Test,surplus',
  'web4,SER-1004X,10.0.0.4,=1+1,Test',
  ',,,16,"=SUM(A1)"',
];

/** An uploaded file. */
export interface Uploaded {
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

/** The product with a person in an engagement of its own for each test, who uploads, approves and corrects. */
// oxlint-disable-next-line max-lines-per-function -- one object whose parts close over the same product
export function useCorrections(options: ProductOptions = {}) {
  const product = useProduct(options);
  const held: { place?: ProductPlace } = {};
  const here = (): ProductPlace => {
    if (held.place === undefined) throw new Error('There is a place inside tests only.');
    return held.place;
  };
  beforeEach(async () => {
    held.place = await product.place();
  });
  afterEach(async () => {
    // oxlint-disable-next-line vitest/no-standalone-expect -- invariants are checked after each test
    expect(await product.violations()).toEqual([]);
  });

  async function uploaded(lines: readonly string[] = someRows): Promise<Uploaded> {
    const flow = await product.upload(here(), `${[correctedHeader, ...lines].join('\n')}\n`);
    await product.reach(here(), flow.flowId, 'field_mapping waiting_for_approval');
    return flow;
  }

  async function approve({ flowId }: Uploaded, wanted: string, body: object = {}) {
    const { gate } = await product.details(here(), flowId);
    const named = { gate_id: gate?.id, gate_revision: gate?.revision, ...body };
    let answer = await product.post(here(), `/flows/${flowId}/approve`, named);
    if (answer.body.code === 'large_change_needs_confirmation')
      answer = await product.post(here(), `/flows/${flowId}/approve`, {
        ...named,
        confirm_large_change: answer.body.affected,
      });
    expect(answer.status).toBe(200);
    return product.reach(here(), flowId, wanted);
  }

  async function previewed(lines?: readonly string[]): Promise<Uploaded> {
    const flow = await uploaded(lines);
    await approve(flow, 'asset_inventory waiting_for_approval', {
      approve_confidence_at_least: 0.5,
      remaining: 'ignore',
    });
    return flow;
  }

  async function completed(lines?: readonly string[]): Promise<Uploaded> {
    const flow = await previewed(lines);
    await approve(flow, 'completed');
    return flow;
  }

  async function failedRows({ importId }: Uploaded): Promise<string> {
    const answer = await product.server.send({
      method: 'GET',
      url: `/api/v1/data-imports/${importId}/failed-rows`,
      headers: here().headers,
    });
    expect(answer.statusCode).toBe(200);
    return answer.body;
  }

  async function sendFile({ importId }: Uploaded, file: string | Buffer, reading?: object) {
    const boundary = 'landfall-test-boundary';
    const said =
      reading === undefined
        ? ''
        : `--${boundary}\r\ncontent-disposition: form-data; name="options"\r\n\r\n${JSON.stringify(reading)}\r\n`;
    const answer = await product.server.send({
      method: 'POST',
      url: `/api/v1/data-imports/${importId}/corrections`,
      headers: { ...here().headers, 'content-type': `multipart/form-data; boundary=${boundary}` },
      payload: Buffer.concat([
        Buffer.from(
          `${said}--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="fixed.csv"\r\n\r\n`,
        ),
        Buffer.from(file),
        Buffer.from(`\r\n--${boundary}--\r\n`),
      ]),
    });
    return { status: answer.statusCode, body: answer.json() };
  }

  const sendRows = ({ importId }: Uploaded, list: object[]) =>
    product.post(here(), `/data-imports/${importId}/corrections`, { rows: list });

  async function accounting({ importId }: Uploaded): Promise<Record<string, unknown>> {
    return (await product.get(here(), `/data-imports/${importId}`)).body.accounting;
  }

  async function assets(): Promise<
    { id: string; name: string; memory_gb: number | null; lead_row: number }[]
  > {
    const { rows: found } = await product.server.database.admin.query(
      'select id, name, memory_gb, lead_row from assets where engagement_id = $1 order by name',
      [here().engagementId],
    );
    return found;
  }

  const reach = (flow: Uploaded, wanted: string) => product.reach(here(), flow.flowId, wanted);
  return {
    product,
    get place() {
      return here();
    },
    uploaded,
    approve,
    previewed,
    completed,
    reach,
    failedRows,
    sendFile,
    sendRows,
    accounting,
    assets,
  };
}
