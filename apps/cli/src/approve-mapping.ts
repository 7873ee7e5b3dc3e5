import { approveBody, commandAnswer, flowDetails, type FlowDetails } from '@landfall/contract/flows';
import { bulkDecisionsAnswer, type FieldMapping, fieldMappingsAnswer } from '@landfall/contract/mappings';
import { identityAlternatives } from '@landfall/domain/catalog/identity-requirement';
import { type ApiClient, ProblemAnswer } from './api-client.ts';

/**
 * Approves the mapping gate as the product proposes: suggestions from the confidence on, the rest as custom attributes.
 *
 * Where nothing so approved tells rows apart, the likeliest alternative that would is approved first. Throws the
 * server's refusal when that is not enough.
 */
export async function approveMapping(
  api: ApiClient,
  flow: FlowDetails,
  minimumConfidence: number,
): Promise<void> {
  try {
    await approveProposals(api, flow, minimumConfidence);
  } catch (error) {
    const isUnmet = error instanceof ProblemAnswer && error.problem.code === 'gate_not_satisfied';
    if (!isUnmet || !(await approveIdentity(api, flow, minimumConfidence))) throw error;
    await approveProposals(api, await api.get(`/flows/${flow.flow_id}`, flowDetails), minimumConfidence);
  }
}

async function approveProposals(
  api: ApiClient,
  { flow_id, gate }: FlowDetails,
  minimum: number,
): Promise<void> {
  if (!gate) return;
  const body = approveBody.parse({
    gate_id: gate.id,
    gate_revision: gate.revision,
    approve_confidence_at_least: minimum,
    remaining: 'custom_attribute',
  });
  await api.send('POST', `/flows/${flow_id}/approve`, { body, answer: commandAnswer });
}

/** Decides one column as the row's identity; false when that is not what the gate lacks, or no column offers it. */
async function approveIdentity(api: ApiClient, flow: FlowDetails, minimum: number): Promise<boolean> {
  const mappings = `/data-imports/${flow.data_import_id}/field-mappings`;
  const { items } = await api.get(mappings, fieldMappingsAnswer);
  const choice = identityChoice(items, identityAlternatives[flow.import_category].flat(2), minimum);
  if (!choice) return false;
  const body = { decisions: [{ ...choice, status: 'approved' }] };
  await api.send('POST', `${mappings}/bulk-decisions`, { body, answer: bulkDecisionsAnswer });
  return true;
}

type Candidate = Pick<FieldMapping, 'id' | 'target_field' | 'confidence' | 'alternatives'>;

/** The best offered identity field and its column, unless an identity field is going to be approved anyway. */
export function identityChoice(
  mappings: readonly Candidate[],
  identityFields: readonly string[],
  minimum: number,
): { mapping_id: string; target_field: string } | undefined {
  const isIdentity = (field: string | null) => field !== null && identityFields.includes(field);
  const hasOne = mappings.some(
    ({ target_field, confidence }) => isIdentity(target_field) && (confidence ?? 0) >= minimum,
  );
  if (hasOne) return undefined;
  const offers = mappings.flatMap(({ id, target_field, confidence, alternatives }) =>
    [{ target_field, confidence: confidence ?? 0 }, ...alternatives]
      .filter((offer) => isIdentity(offer.target_field))
      .map((offer) => ({
        mapping_id: id,
        target_field: offer.target_field ?? '',
        confidence: offer.confidence,
      })),
  );
  const [best] = offers.toSorted((one, other) => other.confidence - one.confidence);
  return best && { mapping_id: best.mapping_id, target_field: best.target_field };
}
