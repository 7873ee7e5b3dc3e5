import { Tabs, Text } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { FlowDetails, IncompleteFlow } from '../../api/entities.ts';
import { incompleteFlowsQuery } from '../../api/flows.ts';
import { useLiveFlow } from '../../api/use-live-flow.ts';
import { AppLink } from '../../components/app-link.tsx';
import { FlowSteps } from '../../components/flow-steps.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ListSkeleton } from '../../components/query-view.tsx';
import { FlowMissing, useFlowParam } from '../../flow/phase-page.tsx';
import { RunningNotice } from '../../flow/running-notice.tsx';
import { AssetsTab } from './assets-tab.tsx';
import { ConflictsTab } from './conflicts-tab.tsx';
import { PreviewTab } from './preview-tab.tsx';

/** The inventory of the engagement, and the preview or the conflicts of a flow that waits here. */
export function InventoryPage() {
  const flowId = useFlowParam();
  return flowId === undefined ? <WholeInventory /> : <FlowInventory flowId={flowId} />;
}

function WholeInventory() {
  const incomplete = useQuery(incompleteFlowsQuery);
  const waiting = incomplete.data?.filter(isReviewedHere) ?? [];
  return (
    <>
      <PageHeader
        title="Inventory"
        subtitle="Every asset of this engagement. Open one to see where each value came from."
      />
      {waiting.map((flow) => (
        <div key={flow.flow_id} className="notice" data-tone="warn" style={{ marginBottom: 12 }}>
          <Text size="sm">
            “{flow.flow_name}” has something to review. <AppLink href={flow.link}>Open its preview</AppLink>
          </Text>
        </div>
      ))}
      <AssetsTab />
    </>
  );
}

function isReviewedHere({ current_phase: phase, waiting_reason: gate }: IncompleteFlow): boolean {
  return phase === 'asset_inventory' || gate === 'asset_preview';
}

function FlowInventory({ flowId }: { flowId: string }) {
  const query = useLiveFlow(flowId);
  const flow = query.data;
  if (flow === undefined) {
    return (
      <>
        <PageHeader title="Inventory" />
        {query.error === null ? (
          <ListSkeleton label="inventory" rows={8} />
        ) : (
          <FlowMissing error={query.error} retry={() => void query.refetch()} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title="Inventory"
        subtitle={<AppLink href={`/flows/${flow.flow_id}`}>{flow.flow_name}</AppLink>}
        right={<FlowSteps phases={flow.phases} />}
      />
      <InventoryTabs key={waitingKind(flow) ?? 'assets'} flow={flow} />
    </>
  );
}

/** The gate of the inventory phase that waits now. */
function waitingKind(flow: FlowDetails): 'asset_preview' | 'asset_conflict' | null {
  const kind = flow.status === 'waiting_for_approval' ? flow.waiting_reason : null;
  return kind === 'asset_preview' || kind === 'asset_conflict' ? kind : null;
}

function InventoryTabs({ flow }: { flow: FlowDetails }) {
  const kind = waitingKind(flow);
  const first = kind === 'asset_preview' ? 'preview' : kind === 'asset_conflict' ? 'conflicts' : 'flow';
  return (
    <>
      {flow.status !== 'completed' && <RunningNotice flow={flow} />}
      <Tabs defaultValue={first} keepMounted={false} mt="sm">
        <Tabs.List aria-label="Parts of the inventory" mb="md">
          {kind === 'asset_preview' && <Tabs.Tab value="preview">Preview</Tabs.Tab>}
          {kind === 'asset_conflict' && <Tabs.Tab value="conflicts">Conflicts</Tabs.Tab>}
          <Tabs.Tab value="flow">Assets of this flow</Tabs.Tab>
          <Tabs.Tab value="assets">All assets</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="preview">
          <PreviewTab flow={flow} />
        </Tabs.Panel>
        <Tabs.Panel value="conflicts">
          <ConflictsTab flow={flow} />
        </Tabs.Panel>
        <Tabs.Panel value="flow">
          <AssetsTab flowId={flow.flow_id} />
        </Tabs.Panel>
        <Tabs.Panel value="assets">
          <AssetsTab />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}
