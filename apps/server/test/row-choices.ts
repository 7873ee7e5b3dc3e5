import type { RowQuestions } from '@landfall/contract/row-choices';
import type { FlowId, ImportId } from '@landfall/domain/shared/ids';
import { useEnrichment } from './enrichment.ts';
import type { ProductPlace } from './product.ts';

/** Machines nothing is said of again, so that no file changes more assets than the guard lets pass. */
const others = Array.from({ length: 8 }, (_, at) => `other-${at},SER-200${at}Y,1\n`).join('');
/** Two machines of one name, which only their serial numbers tell apart. */
export const twins = {
  category: 'infrastructure',
  text: `VM,Serial,CPU %\nweb01,SER-1001X,10\nweb01,SER-1002X,20\ndb01,SER-1003X,30\n${others}`,
  mapping: { VM: 'name', Serial: 'serial_number', 'CPU %': 'cpu_utilization_percent' },
} as const;
/** Says something of one of the two, and does not say of which. */
const measured = {
  category: 'infrastructure',
  text: 'VM,CPU %\nweb01,50\ndb01,60\n',
  mapping: { VM: 'name', 'CPU %': 'cpu_utilization_percent' },
} as const;

/** A flow and its import. */
export interface Import {
  readonly flowId: FlowId;
  readonly importId: ImportId;
}

/** What a choice is about, and in which state the flow waits or ends after it. */
interface Decided {
  readonly row: number;
  /** Of the chosen asset; null for none. */
  readonly serial: string | null;
  /** Completed unless told. */
  readonly until?: string;
}

/** The product with rows that several assets fit, and ways to choose one of them. */
export function useRowChoices() {
  const enrichment = useEnrichment({ deletes: true });
  const { product } = enrichment;
  const candidatesOf = (place: ProductPlace, { importId }: Import, row: number) =>
    product.get(place, `/data-imports/${importId}/rejected-rows/${row}/candidates`);
  const choose = (place: ProductPlace, { importId, row }: Import & { readonly row: number }, body: object) =>
    product.post(place, `/data-imports/${importId}/rejected-rows/${row}/choice`, body);

  /** Chooses the asset with a serial number, or none, and waits until the flow has gone on with it. */
  const decide = async (place: ProductPlace, ids: Import, { row, serial, until = 'completed' }: Decided) => {
    const { body }: { body: RowQuestions } = await candidatesOf(place, ids, row);
    const [question] = body.questions;
    const asset = question?.candidates.find(({ fields }) => fields['serial_number'] === serial);
    const answer = await choose(
      place,
      { ...ids, row },
      {
        about: question?.about,
        asset_id: serial === null ? null : asset?.asset_id,
        expected_version: body.flow.version,
      },
    );
    if (answer.status !== 200) throw new Error(`The choice was answered ${JSON.stringify(answer)}`);
    const flow = await product.reach(place, ids.flowId, until);
    return { question, answer, flow };
  };
  /** An import of two rows, the first of which fits two assets. */
  const ambiguous = async () => {
    const place = await product.place();
    await enrichment.run(place, twins);
    return { place, ...(await enrichment.run(place, measured)) };
  };
  return { enrichment, product, candidatesOf, choose, decide, ambiguous };
}
