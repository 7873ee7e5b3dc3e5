import { Button, Group, SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useQuery } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { addApplication, applicationsQuery, applicationsSummaryQuery } from '../../api/applications.ts';
import type { Application } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { AppLink, useGo } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag } from '../../components/tag.tsx';
import { countOf, formatCount, formatShare } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';

const states = [
  { value: 'all', label: 'All' },
  { value: 'false', label: 'To be confirmed' },
  { value: 'true', label: 'Confirmed' },
];

/** The applications that names in files and assets refer to. */
export function ApplicationsPage() {
  const may = useRights();
  const [search, setSearch] = useState('');
  const [state, setState] = useState('all');
  const [isAdding, setAdding] = useState(false);
  const [wanted] = useDebouncedValue(search.trim(), 250);
  const filter = {
    ...(wanted !== '' && { search: wanted }),
    ...((state === 'true' || state === 'false') && ({ confirmed: state } as const)),
  };
  return (
    <Stack>
      <PageHeader
        title="Applications"
        subtitle="One application for all the spellings that files use, with the assets that belong to it."
        right={
          may('asset.edit') && (
            <Button variant="default" onClick={() => setAdding(!isAdding)} aria-expanded={isAdding}>
              Add an application
            </Button>
          )
        }
      />
      {isAdding && <AddApplication />}
      <Shares />
      <Group align="flex-end">
        <TextInput
          label="Search applications"
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          maxLength={200}
          w={280}
        />
        <SegmentedControl aria-label="State" data={states} value={state} onChange={setState} />
      </Group>
      <ApplicationList key={JSON.stringify(filter)} filter={filter} />
    </Stack>
  );
}

function AddApplication() {
  const go = useGo();
  const [name, setName] = useState('');
  const add = useCommand((given: string, key) => addApplication(given, key), {
    onSuccess: ({ id }) => go(`/applications/${id}`),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    add.mutate(name.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="xs" className="card" p="md">
        {add.error !== null && <ProblemAlert error={add.error} />}
        <Group align="flex-end">
          <TextInput
            label="Name of the application"
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
            maxLength={500}
            required
            data-autofocus
          />
          <Button type="submit" loading={add.isPending} disabled={name.trim() === ''}>
            Add
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

function Shares() {
  const summary = useQuery(applicationsSummaryQuery);
  const { data } = summary;
  if (data === undefined || data.assets === 0) return null;
  const known = data.assets - data.assets_without_application;
  return (
    <Text size="sm" role="status">
      {countOf(known, 'asset')} of {formatCount(data.assets)} ({formatShare(known / data.assets)}) belong to
      an application; {countOf(data.assets_without_application, 'asset')} to none.{' '}
      {formatCount(data.confirmed)} of {countOf(data.applications, 'application')} confirmed.
    </Text>
  );
}

function ApplicationList({ filter }: { filter: Parameters<typeof applicationsQuery>[0] }) {
  const pager = usePager();
  const applications = useQuery(applicationsQuery(filter, pager.cursor));
  return (
    <QueryView query={applications} label="applications" rows={8}>
      {(page) => (
        <Stack gap="sm">
          {page.items.length === 0 ? (
            <NoApplications isFiltered={Object.keys(filter).length > 0} />
          ) : (
            <ApplicationTable applications={page.items} />
          )}
          <Pager pager={pager} page={page} noun="application" />
        </Stack>
      )}
    </QueryView>
  );
}

function NoApplications({ isFiltered }: { isFiltered: boolean }) {
  return isFiltered ? (
    <EmptyState title="No application matches">Search for another part of its name, or show all.</EmptyState>
  ) : (
    <EmptyState title="No applications yet">
      Applications come from files that name the application of an asset, or list applications themselves.
    </EmptyState>
  );
}

function ApplicationTable({ applications }: { applications: readonly Application[] }) {
  return (
    <TableCard
      label="Table of applications"
      heads={[
        'Application',
        { numbers: 'Spellings' },
        { numbers: 'Assets' },
        'Owner',
        'Criticality',
        'State',
      ]}
    >
      {applications.map((each) => (
        <tr key={each.id}>
          <td>
            <AppLink href={`/applications/${each.id}`}>{each.name}</AppLink>
          </td>
          <td className="num">{formatCount(each.variant_count)}</td>
          <td className="num">{formatCount(each.asset_count)}</td>
          <td>{each.business_owner ?? '—'}</td>
          <td>{each.criticality === null ? '—' : sentenceOf(each.criticality)}</td>
          <td>
            <Tag tone={each.is_confirmed ? 'good' : 'info'}>
              {each.is_confirmed ? 'Confirmed' : 'To be confirmed'}
            </Tag>
          </td>
        </tr>
      ))}
    </TableCard>
  );
}
