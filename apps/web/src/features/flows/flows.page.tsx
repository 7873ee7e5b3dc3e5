import { importCategories } from '@landfall/domain/catalog/import-category';
import { Button, Group, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { ImportCategory } from '../../api/entities.ts';
import { flowsQuery, incompleteFlowsQuery } from '../../api/flows.ts';
import { AppLink, useGo } from '../../components/app-link.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { byUrgency } from '../../flow/by-urgency.ts';
import { categoryLabel, flowStatusLabel } from '../../texts/vocabulary.ts';
import { FlowManager } from './flow-manager.tsx';

interface FlowsSearch {
  readonly status?: string;
  readonly category?: string;
}

/** A category of the address; what is none counts as no filter. */
function categoryOf({ category }: FlowsSearch): ImportCategory | undefined {
  return importCategories.find((known) => known === category);
}

const states = [
  { value: 'all', label: 'Every state' },
  { value: 'incomplete', label: 'Incomplete' },
  ...Object.entries(flowStatusLabel).map(([value, label]) => ({ value, label })),
];
const categories = [
  { value: 'all', label: 'Every category' },
  ...Object.entries(categoryLabel).map(([value, label]) => ({ value, label })),
];

function addressOf({ status, category }: FlowsSearch): string {
  const query = new URLSearchParams();
  if (status !== undefined && status !== 'all') query.set('status', status);
  if (category !== undefined && category !== 'all') query.set('category', category);
  return query.size === 0 ? '/flows' : `/flows?${query.toString()}`;
}

/** All flows of the engagement, to look at and to act on; the filters live in the address, so a view can be shared. */
export function FlowsPage() {
  const search: FlowsSearch = useSearch({ strict: false });
  const key = `${search.status ?? ''} ${search.category ?? ''}`;
  return (
    <Stack>
      <PageHeader
        title="Flows"
        subtitle="Every file runs through one flow, from upload to inventory."
        right={
          <Button component={AppLink} href="/discovery/data-import" variant="default">
            Upload a file
          </Button>
        }
      />
      <Filters search={search} />
      {search.status === 'incomplete' ? (
        <IncompleteFlows category={categoryOf(search)} />
      ) : (
        <PagedFlows key={key} search={search} />
      )}
    </Stack>
  );
}

function Filters({ search }: { search: FlowsSearch }) {
  const go = useGo();
  return (
    <Group gap="sm" role="group" aria-label="Filters" align="flex-end">
      <Select
        label="State"
        data={states}
        value={search.status ?? 'all'}
        onChange={(status) => go(addressOf({ ...search, status: status ?? 'all' }))}
        allowDeselect={false}
        w={190}
      />
      <Select
        label="Category"
        data={categories}
        value={search.category ?? 'all'}
        onChange={(category) => go(addressOf({ ...search, category: category ?? 'all' }))}
        allowDeselect={false}
        w={190}
      />
      {addressOf(search) !== '/flows' && (
        <Button variant="subtle" component={AppLink} href="/flows">
          Clear filters
        </Button>
      )}
    </Group>
  );
}

function IncompleteFlows({ category }: { category: string | undefined }) {
  const query = useQuery(incompleteFlowsQuery);
  return (
    <QueryView query={query} label="flows">
      {(flows) => (
        <FlowManager
          flows={byUrgency(flows).filter(
            (flow) => category === undefined || flow.import_category === category,
          )}
          filtered
        />
      )}
    </QueryView>
  );
}

function PagedFlows({ search }: { search: FlowsSearch }) {
  const { status } = search;
  const category = categoryOf(search);
  const pager = usePager();
  const query = useQuery(
    flowsQuery({
      ...(status !== undefined && { status }),
      ...(category !== undefined && { import_category: category }),
      ...(pager.cursor !== undefined && { cursor: pager.cursor }),
    }),
  );
  return (
    <QueryView query={query} label="flows">
      {(page) => (
        <Stack gap="sm">
          <FlowManager flows={page.items} filtered={status !== undefined || category !== undefined} />
          <Pager pager={pager} page={page} noun="flow" />
        </Stack>
      )}
    </QueryView>
  );
}
