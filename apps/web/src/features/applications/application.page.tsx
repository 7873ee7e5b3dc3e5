import { Button, Group, Stack, Tabs, Text } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { applicationQuery, confirmApplication, mergeApplications } from '../../api/applications.ts';
import type { ApplicationDetails } from '../../api/entities.ts';
import { useCommand } from '../../api/use-command.ts';
import { useRights } from '../../api/use-rights.ts';
import { AppLink } from '../../components/app-link.tsx';
import { PageHeader } from '../../components/page-header.tsx';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { Tag } from '../../components/tag.tsx';
import { DependencyList } from '../../flow/dependency-list.tsx';
import { countOf, formatShare, formatTime } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { ApplicationAssets } from './application-assets.tsx';
import { ApplicationVariants } from './application-variants.tsx';
import { EditApplication } from './edit-application.tsx';

/** One application: its spellings, its assets and what they depend on. */
export function ApplicationPage() {
  const { applicationId = '' } = useParams({ strict: false });
  const application = useQuery(applicationQuery(applicationId));
  return (
    <Stack>
      <AppLink href="/applications">All applications</AppLink>
      <QueryView query={application} label="application" rows={6}>
        {(details) => <ApplicationView application={details} />}
      </QueryView>
    </Stack>
  );
}

function ApplicationView({ application }: { application: ApplicationDetails }) {
  const { asset_count: assets, variant_count: variants } = application;
  return (
    <Stack>
      <Heading application={application} />
      <Similar application={application} />
      <Tabs defaultValue="assets" keepMounted={false}>
        <Tabs.List>
          <Tabs.Tab value="assets">{countOf(assets, 'asset')}</Tabs.Tab>
          <Tabs.Tab value="variants">{countOf(variants, 'spelling')}</Tabs.Tab>
          <Tabs.Tab value="dependencies">Dependencies</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="assets" pt="md">
          <Stack gap="sm">
            {assets > 0 && (
              <Text size="sm">
                <AppLink href={`/discovery/inventory?application=${application.id}`}>
                  Show them in the inventory
                </AppLink>
              </Text>
            )}
            <ApplicationAssets applicationId={application.id} />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="variants" pt="md">
          <ApplicationVariants application={application} />
        </Tabs.Panel>
        <Tabs.Panel value="dependencies" pt="md">
          <DependencyList filter={{ application_id: application.id }} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Heading({ application }: { application: ApplicationDetails }) {
  const may = useRights();
  const cache = useQueryClient();
  const [isEditing, setEditing] = useState(false);
  const confirm = useCommand((id: string, key) => confirmApplication(id, key), {
    onSuccess: () => cache.invalidateQueries({ queryKey: ['applications'] }),
  });
  return (
    <>
      <PageHeader
        title={application.name}
        subtitle={<Facts application={application} />}
        right={
          may('asset.edit') && (
            <Group gap="xs">
              <Button variant="default" onClick={() => setEditing(true)}>
                Edit…
              </Button>
              {!application.is_confirmed && (
                <Button loading={confirm.isPending} onClick={() => confirm.mutate(application.id)}>
                  Confirm
                </Button>
              )}
            </Group>
          )
        }
      />
      {confirm.error !== null && <ProblemAlert error={confirm.error} />}
      {isEditing && <EditApplication application={application} onClose={() => setEditing(false)} />}
    </>
  );
}

function Facts({ application }: { application: ApplicationDetails }) {
  const { application_type: type, business_owner: owner, criticality } = application;
  const words = [
    type === null ? '' : sentenceOf(type),
    owner === null ? '' : `Owner ${owner}`,
    criticality === null ? '' : `Criticality ${criticality}`,
    application.confirmed_at === null
      ? ''
      : `Confirmed by ${application.confirmed_by ?? 'a person'} ${formatTime(application.confirmed_at)}`,
  ].filter((word) => word !== '');
  return (
    <Group gap="xs" mt={4}>
      <Tag tone={application.is_confirmed ? 'good' : 'info'}>
        {application.is_confirmed ? 'Confirmed' : 'To be confirmed'}
      </Tag>
      <span>{words.join(' · ')}</span>
    </Group>
  );
}

/** Applications with a name that is close; they are only proposed. */
function Similar({ application }: { application: ApplicationDetails }) {
  const may = useRights();
  const cache = useQueryClient();
  const merge = useCommand((otherId: string, key) => mergeApplications(application.id, [otherId], key), {
    onSuccess: () => cache.invalidateQueries({ queryKey: ['applications'] }),
  });
  if (application.similar.length === 0) return null;
  return (
    <section className="notice" data-tone="info" aria-label="Close names">
      <Text fw={600} size="sm">
        Other applications have a name that is close. Are they the same?
      </Text>
      {merge.error !== null && <ProblemAlert error={merge.error} />}
      <ul className="plain-list">
        {application.similar.map(({ id, name, similarity }) => (
          <li key={id}>
            <Group gap="xs">
              <AppLink href={`/applications/${id}`}>{name}</AppLink>
              <Text size="sm" c="dimmed">
                {formatShare(similarity)} alike
              </Text>
              {may('asset.edit') && (
                <Button
                  size="compact-xs"
                  variant="default"
                  disabled={merge.isPending}
                  aria-label={`Merge ${name} into ${application.name}`}
                  onClick={() => merge.mutate(id)}
                >
                  Merge into this one
                </Button>
              )}
            </Group>
          </li>
        ))}
      </ul>
    </section>
  );
}
