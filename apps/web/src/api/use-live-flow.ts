import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { FlowDetails, FlowEvent, ProgressNotice } from './entities.ts';
import { readFlowEvents, type StreamEvent } from './event-stream.ts';
import { flowKey, flowQuery, listsOfFlows } from './flows.ts';
import { isOwnRequest } from './own-requests.ts';

/** Wait before the stream is opened again, and between polls while it is down, in milliseconds. */
const firstDelay = 2000;
const longestDelay = 30_000;

export type LiveState = 'live' | 'polling' | 'still';

function isMoving(flow: FlowDetails | undefined): boolean {
  return flow !== undefined && (flow.status === 'running' || flow.status === 'waiting_for_approval');
}

function useTabVisible(): boolean {
  const [visible, setVisible] = useState(() => !document.hidden);
  useEffect(() => {
    const update = () => setVisible(!document.hidden);
    document.addEventListener('visibilitychange', update);
    return () => document.removeEventListener('visibilitychange', update);
  }, []);
  return visible;
}

function applyNotice(queryClient: QueryClient, flowId: string, notice: ProgressNotice): void {
  queryClient.setQueryData(flowQuery(flowId).queryKey, (flow) => {
    if (flow === undefined || flow.current_phase !== notice.phase) return flow;
    const last = flow.phase_runs.findLastIndex((run) => run.phase === notice.phase);
    return {
      ...flow,
      progress_percentage: notice.progress_percentage,
      stalled: notice.stalled,
      phase_runs: flow.phase_runs.map((run, index) =>
        index === last
          ? {
              ...run,
              rows_done: notice.rows_done,
              rows_total: notice.rows_total,
              heartbeat_at: notice.heartbeat_at,
            }
          : run,
      ),
    };
  });
}

/** A replay brings many events at once; they cause one refetch, after this pause in milliseconds. */
const gather = 150;

function refetcher(queryClient: QueryClient, flowId: string): (event: StreamEvent) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let everything = false;
  const refetch = () => {
    timer = undefined;
    const keys = everything
      ? [flowKey(flowId), ...listsOfFlows.map((key) => [key])]
      : [flowQuery(flowId).queryKey];
    everything = false;
    for (const queryKey of keys) void queryClient.invalidateQueries({ queryKey });
  };
  return (event) => {
    if (!isOwnDecision(event)) everything = true;
    timer ??= setTimeout(refetch, gather);
  };
}

/** Of what was decided on this page it has the answer already; only the gate's revision is new. */
function isOwnDecision({ event, data }: StreamEvent): boolean {
  if (event !== 'mapping_decided' && event !== 'issue_decided') return false;
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- events of the flow's own stream follow the contract
  const { request_id: request } = JSON.parse(data) as FlowEvent;
  return isOwnRequest(request);
}

/** Keeps the event stream open while the flow moves and the tab is seen; returns whether it is connected. */
function useFlowStream(flowId: string, active: boolean): boolean {
  const queryClient = useQueryClient();
  const [connected, setConnected] = useState(false);
  useEffect(() => {
    if (!active) return undefined;
    const controller = new AbortController();
    const { signal } = controller;
    let lastEventId: string | null = null;
    let delay = firstDelay;
    const refetch = refetcher(queryClient, flowId);
    const onEvent = (event: StreamEvent) => {
      if (event.id !== null) lastEventId = event.id;
      delay = firstDelay;
      if (event.event !== 'progress') return refetch(event);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- notices of the flow's own stream follow the contract
      applyNotice(queryClient, flowId, JSON.parse(event.data) as ProgressNotice);
    };
    const listen = async () => {
      while (!signal.aborted) {
        // A broken stream is not an error to show: polling takes over until it is back.
        await readFlowEvents(flowId, {
          lastEventId,
          signal,
          onOpen: () => setConnected(true),
          onEvent,
        }).catch(() => undefined);
        if (signal.aborted) return;
        setConnected(false);
        await new Promise((resolve) => setTimeout(resolve, delay));
        delay = Math.min(delay * 2, longestDelay);
      }
    };
    void listen();
    return () => {
      controller.abort();
      setConnected(false);
    };
  }, [active, flowId, queryClient]);
  return active && connected;
}

/** A flow that follows the server: by its event stream, else by polling, and not at all once it rests. */
export function useLiveFlow(flowId: string) {
  const visible = useTabVisible();
  const cached = useQueryClient().getQueryData(flowQuery(flowId).queryKey);
  const [moving, setMoving] = useState(() => isMoving(cached));
  const connected = useFlowStream(flowId, moving && visible);
  const query = useQuery({
    ...flowQuery(flowId),
    refetchInterval: ({ state }) => {
      if (!isMoving(state.data) || !visible) return false;
      return connected ? longestDelay : Math.min(firstDelay * 2 ** state.errorUpdateCount, longestDelay);
    },
  });
  const nowMoving = isMoving(query.data);
  if (nowMoving !== moving) setMoving(nowMoving);
  const live: LiveState = moving ? (connected ? 'live' : 'polling') : 'still';
  return { ...query, live };
}
