import type { DoctorFinding } from './finding.ts';
import type { FlowEvidence, ImportEvidence, LinkProof } from './flow-evidence.ts';
import { finding } from './flow-frame.ts';

/** Which import is the flow's, and what is to be said about the link. */
export interface LinkVerdict {
  /** The flow's import; `undefined` when nothing proves one. */
  readonly owned: ImportEvidence | undefined;
  /** True when the rows have to be changed so that flow and import name each other. */
  readonly relink: boolean;
  readonly findings: readonly DoctorFinding[];
}

/** What proves a link. The child's own word does not, because it is what may be wrong. */
const proving: readonly LinkProof[] = ['mappings', 'conflicts', 'journal', 'import_names_flow'];

/** D06: flow and import have to name each other; only rows that carry both ids, or a person, can say which. */
export function judgeLink(evidence: FlowEvidence, confirmed: string | undefined): LinkVerdict {
  const { child, imports, flowId } = evidence;
  const named = imports.find(({ id }) => id === child?.importId);
  if (named?.flowId === flowId) return { owned: named, relink: false, findings: [] };
  const detail = describe(evidence, named);
  const cure = 'Flow and import are linked to each other again.';
  const proven = imports.filter(isProven);
  const [only] = proven;
  if (only !== undefined && proven.length === 1) {
    return { owned: only, relink: true, findings: [finding('D06', detail, { cure })] };
  }
  // An import names one flow: one that names this flow already can only be passed over by taking that name away.
  const naming = proven.filter((each) => each.flowId === flowId);
  const fitting = imports.filter((each) => isProven(each) || (each.fits && !each.isTakenByOther));
  const possible = naming.length > 0 ? naming : fitting;
  const chosen = possible.find(({ id }) => id === confirmed);
  if (chosen !== undefined) {
    return { owned: chosen, relink: true, findings: [finding('D06', detail, { cure })] };
  }
  return { owned: undefined, relink: false, findings: [doubt(possible, detail)] };
}

function isProven({ proofs, isTakenByOther }: ImportEvidence): boolean {
  return !isTakenByOther && proofs.some((proof) => proving.includes(proof));
}

function describe({ child, imports }: FlowEvidence, named: ImportEvidence | undefined): string {
  if (child !== undefined && child.importId !== null) {
    if (named === undefined) return 'The flow names an import that is not there.';
    return 'The flow names an import that does not name the flow.';
  }
  return imports.length === 0
    ? 'The flow names no import.'
    : 'An import belongs to the flow, but they do not name each other.';
}

function doubt(possible: readonly ImportEvidence[], detail: string): DoctorFinding {
  const cure =
    possible.length === 0
      ? 'No import fits; upload the file again and delete this flow.'
      : 'A person confirms which of the candidates is the import of this flow.';
  const candidates = possible.map(({ id, name, createdAt, work }) => ({
    importId: id,
    name,
    createdAt,
    rows: work.fileRows,
  }));
  return finding('D06', detail, { cure, certain: false, candidates });
}
