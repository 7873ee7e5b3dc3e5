import { importCategories } from '@landfall/domain/catalog/import-category';
import { Button, Group, Select, Stack } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useSearch } from '@tanstack/react-router';
import type { ImportCategory } from '../../api/entities.ts';
import { flowOwnersQuery, flowsQuery, incompleteFlowsQuery } from '../../api/flows.ts';
import { useSession } from '../../api/session.ts';
import { AppLink, useGo } from '../../components/app-link.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { byUrgency } from '../../flow/by-urgency.ts';
import { UploadLink } from '../../flow/upload-link.tsx';
import { categoryLabel, flowStatusLabel } from '../../texts/vocabulary.ts';
import { FlowManager } from './flow-manager.tsx';

interface FlowsSearch {
  readonly status?: string;
  readonly category?: string;
  /** Id of the person who started the flows. */
  readonly owner?: string;
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

function addressOf({ status, category, owner }: FlowsSearch): string {
  const query = new URLSearchParams();
  if (status !== undefined && status !== 'all') query.set('status', status);
  if (category !== undefined && category !== 'all') query.set('category', category);
  if (owner !== undefined && owner !== 'all') query.set('owner', owner);
  return query.size === 0 ? '/flows' : `/flows?${query.toString()}`;
}

/** All flows of the engagement, to look at and to act on; the filters live in the address, so a view can be shared. */
export function FlowsPage() {
  const search: FlowsSearch = useSearch({ strict: false });
  const key = `${search.status ?? ''} ${search.category ?? ''} ${search.owner ?? ''}`;
  return (
    <Stack>
      <PageHeader
        title="Flows"
        subtitle="Every file runs through one flow, from upload to inventory."
        right={<UploadLink variant="default" />}
      />
      <Filters search={search} />
      {search.status === 'incomplete' ? (
        <IncompleteFlows category={categoryOf(search)} owner={search.owner} />
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
      <OwnerSelect owner={search.owner} onChange={(owner) => go(addressOf({ ...search, owner }))} />
      {addressOf(search) !== '/flows' && (
        <Button variant="subtle" component={AppLink} href="/flows">
          Clear filters
        </Button>
      )}
    </Group>
  );
}

/** Everybody who started a flow here, to narrow the list to. */
function OwnerSelect(props: { owner: string | undefined; onChange: (owner: string) => void }) {
  const { owner = 'all', onChange } = props;
  const { user } = useSession();
  const owners = useQuery(flowOwnersQuery);
  const people = (owners.data ?? []).map((one) => ({
    value: one.user_id,
    label: one.user_id === user?.id ? `${one.name} (you)` : one.name,
  }));
  const isKnown = owner === 'all' || people.some((one) => one.value === owner);
  return (
    <Select
      label="Started by"
      data={[
        { value: 'all', label: 'Anybody' },
        ...people,
        ...(isKnown ? [] : [{ value: owner, label: 'Somebody without flows here' }]),
      ]}
      value={owner}
      onChange={(next) => onChange(next ?? 'all')}
      allowDeselect={false}
      w={220}
    />
  );
}

function IncompleteFlows(props: { category: string | undefined; owner: string | undefined }) {
  const { category, owner } = props;
  const query = useQuery(incompleteFlowsQuery);
  return (
    <QueryView query={query} label="flows">
      {(flows) => (
        <FlowManager
          flows={byUrgency(flows).filter(
            (flow) =>
              (category === undefined || flow.import_category === category) &&
              (owner === undefined || flow.created_by === owner),
          )}
          filtered
        />
      )}
    </QueryView>
  );
}

function PagedFlows({ search }: { search: FlowsSearch }) {
  const { status, owner } = search;
  const category = categoryOf(search);
  const pager = usePager();
  const query = useQuery(
    flowsQuery({
      ...(status !== undefined && { status }),
      ...(category !== undefined && { import_category: category }),
      ...(owner !== undefined && { created_by: owner }),
      ...(pager.cursor !== undefined && { cursor: pager.cursor }),
    }),
  );
  return (
    <QueryView query={query} label="flows">
      {(page) => (
        <Stack gap="sm">
          <FlowManager flows={page.items} filtered={addressOf(search) !== '/flows'} />
          <Pager pager={pager} page={page} noun="flow" />
        </Stack>
      )}
    </QueryView>
  );
}
