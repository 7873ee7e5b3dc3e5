import { notifications } from '@mantine/notifications';
import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { asApiError } from '../../api/api-error.ts';
import type { FieldMapping, FlowDetails, MappingGate, PatchMappingBody } from '../../api/entities.ts';
import { flowQuery } from '../../api/flows.ts';
import { decideInBulk, decideMapping, mappingsQuery } from '../../api/mappings.ts';
import { countOf } from '../../texts/format.ts';

export type Decision = Pick<PatchMappingBody, 'status' | 'target_field' | 'note'>;

const bulkLimit = 1000;

function showProblem(error: unknown): void {
  const problem = asApiError(error);
  notifications.show({ title: problem.title, message: problem.message, color: 'red' });
}

/** Decisions on the columns of one flow, each shown as the server answered it, with a way back. */
export function useMappingDecisions(flow: FlowDetails) {
  const queryClient = useQueryClient();
  const { queryKey } = mappingsQuery(flow.flow_id, flow.data_import_id);
  const [pending, setPending] = useState<ReadonlySet<string>>(new Set());
  const [bulkPending, setBulkPending] = useState(false);
  const [undoDepth, setUndoDepth] = useState(0);
  const history = useRef<string[][]>([]);
  const inFlight = useRef(new Set<string>());

  const remember = (ids: string[]) => {
    if (ids.length > 0) history.current.push(ids);
    setUndoDepth(history.current.length);
  };
  const refreshGate = () => queryClient.invalidateQueries({ queryKey: flowQuery(flow.flow_id).queryKey });
  const put = (mapping: FieldMapping, gate: MappingGate) => {
    queryClient.setQueryData(queryKey, (answer) =>
      answer === undefined
        ? answer
        : { ...answer, gate, items: answer.items.map((one) => (one.id === mapping.id ? mapping : one)) },
    );
  };
  const mark = (id: string, on: boolean) => {
    if (on) inFlight.current.add(id);
    else inFlight.current.delete(id);
    setPending(new Set(inFlight.current));
  };

  /** False when the server refused, or the column is already being decided. */
  const decide = async (mapping: FieldMapping, decision: Decision): Promise<boolean> => {
    if (inFlight.current.has(mapping.id)) return false;
    mark(mapping.id, true);
    try {
      const body = { ...decision, expected_version: mapping.version };
      const answer = await decideMapping(mapping.id, body, crypto.randomUUID());
      put(answer.mapping, answer.gate);
      if (decision.status !== 'suggested') remember([mapping.id]);
      void refreshGate();
      return true;
    } catch (error) {
      showProblem(error);
      // Another person may have decided this column; show what is true now.
      await queryClient.invalidateQueries({ queryKey });
      return false;
    } finally {
      mark(mapping.id, false);
    }
  };

  const inBulk = async (body: Parameters<typeof decideInBulk>[1]) => {
    setBulkPending(true);
    try {
      const answer = await decideInBulk(flow.data_import_id, body, crypto.randomUUID());
      await queryClient.invalidateQueries({ queryKey });
      void refreshGate();
      return answer;
    } catch (error) {
      showProblem(error);
      return undefined;
    } finally {
      setBulkPending(false);
    }
  };

  const acceptAtLeast = async (threshold: number) => {
    const answer = await inBulk({ approve_confidence_at_least: threshold });
    if (answer === undefined) return;
    remember(answer.results.filter((one) => one.code === undefined).map((one) => one.id));
    const failed = answer.failed > 0 ? ` ${countOf(answer.failed, 'column')} could not be accepted.` : '';
    notifications.show({ message: `${countOf(answer.succeeded, 'column')} accepted.${failed}` });
  };

  const undo = async () => {
    const ids = history.current.pop();
    setUndoDepth(history.current.length);
    if (ids === undefined) return;
    const decisions = ids.slice(0, bulkLimit).map((id) => ({ mapping_id: id, status: 'suggested' as const }));
    const answer = await inBulk({ decisions });
    if (answer !== undefined)
      notifications.show({ message: `${countOf(answer.succeeded, 'decision')} taken back.` });
  };

  return { decide, acceptAtLeast, undo, undoDepth, pending, bulkPending };
}
