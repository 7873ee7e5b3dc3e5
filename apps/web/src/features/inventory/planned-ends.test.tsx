// @vitest-environment jsdom
import { render, screen, within } from '@testing-library/react';
import { expect, test, vi } from 'vitest';
import { useBrowser } from '../../../test/browser.ts';
import type { ConnectionPreview, FlowDetails, PreviewEnd } from '../../api/entities.ts';
import { makeQueryClient, Providers } from '../../app/providers.tsx';
import { PlannedConnections } from './planned-connections.tsx';
import { PlannedEnds } from './planned-ends.tsx';

useBrowser();

// oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the lists ask a flow for its id only
const flow = { flow_id: '0193' } as FlowDetails;

function open(list: typeof PlannedEnds, item: ConnectionPreview | PreviewEnd): void {
  const List = list;
  const page = { items: [item], total: 1, next_cursor: null };
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(page)));
  render(
    <Providers queryClient={makeQueryClient()}>
      <List flow={flow} />
    </Providers>,
  );
}

test('a new asset at the end of connections is listed with the fields it gets', async () => {
  open(PlannedEnds, {
    id: '01',
    row_number: 2,
    name: 'db9',
    asset_type: 'database_server',
    hostname: 'db9',
    fqdn: null,
    ip_address: ['10.0.0.9', '10.0.1.9'],
  });
  const row = await screen.findByRole('row', { name: /10\.0\.0\.9/ });
  expect(
    within(row)
      .getAllByRole('cell')
      .map(({ textContent }) => textContent),
  ).toEqual(['2', 'db9', 'Database server', 'db9', '—', '10.0.0.9, 10.0.1.9']);
});

test('a connection says which of its ends is new', async () => {
  open(PlannedConnections, {
    row_number: 2,
    row_count: 1,
    source: { id: '02', name: 'web1', is_new: false },
    target: { id: '01', name: 'db9', is_new: true },
    dependency_type: 'uses_database',
    port: null,
    protocol: null,
    effect: 'created',
    diff: [],
  });
  expect((await screen.findByRole('cell', { name: /db9/ })).textContent).toBe('db9 New');
  expect(screen.getByRole('cell', { name: /web1/ }).textContent?.trim()).toBe('web1');
});
