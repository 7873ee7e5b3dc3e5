import { Stack, Switch, Tabs } from '@mantine/core';
import { useState } from 'react';
import { PageHeader } from '../../components/page-header.tsx';
import { DependencyList } from '../../flow/dependency-list.tsx';
import { DependencyAnalysisView } from './dependency-analysis.tsx';
import { DependencyGraphView } from './dependency-graph.tsx';
import { FindingsList } from './findings-list.tsx';

/** Which asset depends on which, how sure that is, and what checks found. */
export function DependenciesPage() {
  const [showsNoise, setShowsNoise] = useState(false);
  return (
    <Stack>
      <PageHeader
        title="Dependencies"
        subtitle="What runs on what, what talks to what, and the rows that say so."
      />
      <Switch
        label="Show management and background traffic"
        checked={showsNoise}
        onChange={(event) => setShowsNoise(event.currentTarget.checked)}
      />
      <Tabs defaultValue="dependencies" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="dependencies">Dependencies</Tabs.Tab>
          <Tabs.Tab value="graph">Graph</Tabs.Tab>
          <Tabs.Tab value="analysis">Groups and shared services</Tabs.Tab>
          <Tabs.Tab value="findings">Findings</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="dependencies" pt="md">
          <DependencyList
            key={String(showsNoise)}
            filter={{ include_noise: showsNoise ? 'true' : 'false' }}
          />
        </Tabs.Panel>
        <Tabs.Panel value="graph" pt="md">
          <DependencyGraphView showsNoise={showsNoise} />
        </Tabs.Panel>
        <Tabs.Panel value="analysis" pt="md">
          <DependencyAnalysisView showsNoise={showsNoise} />
        </Tabs.Panel>
        <Tabs.Panel value="findings" pt="md">
          <FindingsList filter={{}} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
