import { notifications } from '@mantine/notifications';
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { asApiError } from '../../api/api-error.ts';
import type { BulkDecisionsBody, FieldMapping, FlowDetails, PatchMappingBody } from '../../api/entities.ts';
import { flowQuery } from '../../api/flows.ts';
import { decideInBulk, decideMapping, mappingsQuery, regenerateSuggestions } from '../../api/mappings.ts';
import { putAnswer } from '../../api/put-answer.ts';
import { countOf, formatTime } from '../../texts/format.ts';
import { problemTitle } from '../../texts/problem-title.ts';
import { mappingStatusLabel } from '../../texts/vocabulary.ts';

export type Decision = Pick<PatchMappingBody, 'status' | 'target_field' | 'note'>;

const bulkLimit = 1000;

function showProblem(error: unknown, column?: FieldMapping): void {
  const problem = asApiError(error);
  const wasFaster = problem.code === 'version_conflict' && column !== undefined ? fasterText(column) : null;
  notifications.show({ title: problemTitle(problem), message: wasFaster ?? problem.message, color: 'red' });
}

/** Who has decided a column meanwhile; null where nobody has. */
function fasterText(column: FieldMapping): string | null {
  const { source_field: field, status, decided_at: at, decided_by_name: by } = column;
  if (at === null) return null;
  return `“${field}” is ${mappingStatusLabel[status].toLowerCase()}, by ${by ?? 'somebody'}, ${formatTime(at)}.`;
}

/** What is under way: own decisions, and the look at the gate that each of them calls for. */
function useUnderWay() {
  const [count, setCount] = useState(0);
  return {
    isUnderWay: count > 0,
    during: async <Answer>(work: Promise<Answer>): Promise<Answer> => {
      setCount((before) => before + 1);
      return work.finally(() => setCount((before) => before - 1));
    },
  };
}

type During = ReturnType<typeof useUnderWay>['during'];

/** Requests of the page, each followed by what the server answered. */
function requests(queryClient: QueryClient, flow: FlowDetails, during: During) {
  const { queryKey } = mappingsQuery(flow.flow_id, flow.data_import_id);
  const refreshGate = () =>
    during(queryClient.invalidateQueries({ queryKey: flowQuery(flow.flow_id).queryKey }));
  return {
    async one(mapping: FieldMapping, decision: Decision): Promise<boolean> {
      try {
        const body = { ...decision, expected_version: mapping.version };
        const { mapping: decided, gate } = await decideMapping(mapping.id, body, crypto.randomUUID());
        putAnswer(queryClient, queryKey, (answer) =>
          answer === undefined
            ? answer
            : { ...answer, gate, items: answer.items.map((row) => (row.id === decided.id ? decided : row)) },
        );
        void refreshGate();
        return true;
      } catch (error) {
        // Another person may have decided this column; show what is true now, and who made it so.
        await queryClient.invalidateQueries({ queryKey });
        const now = queryClient.getQueryData(queryKey)?.items.find((row) => row.id === mapping.id);
        showProblem(error, now);
        return false;
      }
    },
    async many(body: BulkDecisionsBody) {
      try {
        const answer = await decideInBulk(flow.data_import_id, body, crypto.randomUUID());
        await queryClient.invalidateQueries({ queryKey });
        void refreshGate();
        return answer;
      } catch (error) {
        showProblem(error);
        return undefined;
      }
    },
    async regenerate(): Promise<void> {
      try {
        const answer = await regenerateSuggestions(flow.data_import_id, crypto.randomUUID());
        await queryClient.invalidateQueries({ queryKey });
        void refreshGate();
        notifications.show({ message: regeneratedText(answer) });
      } catch (error) {
        showProblem(error);
      }
    },
  };
}

function regeneratedText({ undecided, changed }: { undecided: number; changed: number }): string {
  if (undecided === 0) return 'Every column is decided; there was nothing to suggest anew.';
  const looked = `${countOf(undecided, 'undecided column')} looked at again`;
  return changed === 0
    ? `${looked}; the suggestions stay.`
    : `${looked}, ${countOf(changed, 'suggestion')} changed.`;
}

/** What can be taken back, newest last; each entry is one decision or one bulk of them. */
function useUndoStack() {
  const [stack, setStack] = useState<readonly (readonly string[])[]>([]);
  return {
    depth: stack.length,
    last: stack.at(-1),
    push: (ids: readonly string[]) => setStack((old) => (ids.length === 0 ? old : [...old, ids])),
    drop: () => setStack((old) => old.slice(0, -1)),
  };
}

/** Decisions on the columns of one flow, each shown as the server answered it, with a way back. */
export function useMappingDecisions(flow: FlowDetails) {
  const { isUnderWay, during } = useUnderWay();
  const send = requests(useQueryClient(), flow, during);
  const undoStack = useUndoStack();
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [bulkPending, setBulkPending] = useState(false);
  const inFlight = useRef(new Set<string>());

  const inBulk = async <Answer>(work: Promise<Answer>): Promise<Answer> => {
    setBulkPending(true);
    const answer = await during(work);
    setBulkPending(false);
    return answer;
  };
  return {
    pending,
    bulkPending,
    /** While the gate that is shown may lack an own decision. */
    isSettling: isUnderWay,
    undoDepth: undoStack.depth,
    /** False when the server refused, or the column is already being decided. */
    decide: async (mapping: FieldMapping, decision: Decision): Promise<boolean> => {
      if (inFlight.current.has(mapping.id)) return false;
      inFlight.current.add(mapping.id);
      setPending(new Set(inFlight.current));
      const done = await during(send.one(mapping, decision));
      inFlight.current.delete(mapping.id);
      setPending(new Set(inFlight.current));
      if (done && decision.status !== 'suggested') undoStack.push([mapping.id]);
      return done;
    },
    acceptAtLeast: async (threshold: number): Promise<void> => {
      const answer = await inBulk(send.many({ approve_confidence_at_least: threshold }));
      if (answer === undefined) return;
      undoStack.push(answer.results.filter((one) => one.code === undefined).map((one) => one.id));
      const failed = answer.failed > 0 ? ` ${countOf(answer.failed, 'column')} could not be accepted.` : '';
      notifications.show({ message: `${countOf(answer.succeeded, 'column')} accepted.${failed}` });
    },
    regenerate: (): Promise<void> => inBulk(send.regenerate()),
    undo: async (): Promise<void> => {
      const ids = undoStack.last;
      if (ids === undefined || bulkPending) return;
      undoStack.drop();
      const decisions = ids
        .slice(0, bulkLimit)
        .map((id) => ({ mapping_id: id, status: 'suggested' as const }));
      const answer = await inBulk(send.many({ decisions }));
      if (answer !== undefined)
        notifications.show({ message: `${countOf(answer.succeeded, 'decision')} taken back.` });
    },
  };
}
