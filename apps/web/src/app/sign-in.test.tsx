// @vitest-environment jsdom
import { createMemoryHistory, RouterProvider } from '@tanstack/react-router';
import { configure, fireEvent, render, screen } from '@testing-library/react';
import { beforeEach, expect, test, vi } from 'vitest';
import { useBrowser } from '../../test/browser.ts';
import { forgetSession } from '../api/session.ts';
import { makeQueryClient, Providers } from './providers.tsx';
import { makeRouter } from './router.tsx';

const problem = {
  type: 'about:blank',
  title: 'Unauthorized',
  status: 401,
  detail: 'The e-mail or the password is not right.',
  instance: '/api/v1/auth/login',
  code: 'invalid_credentials',
  request_id: 'request-7',
};

// The pages are loaded in parts, which takes its time on a busy machine.
configure({ asyncUtilTimeout: 30_000 });

useBrowser();
beforeEach(forgetSession);

function open(path: string) {
  const history = createMemoryHistory({ initialEntries: [path] });
  render(
    <Providers queryClient={makeQueryClient()}>
      <RouterProvider router={makeRouter(history)} />
    </Providers>,
  );
  return history;
}

test('without a session every page leads to the sign-in once, and the way back is kept', async () => {
  const history = open('/flows?status=failed');
  expect(await screen.findByRole('heading', { name: 'Sign in' })).toBeTruthy();
  expect(history.location.href).toBe('/login?next=%2Fflows%3Fstatus%3Dfailed');
});

test('a refused sign-in says so in words, with the code and the request for the operator', async () => {
  vi.stubGlobal('fetch', () => Promise.resolve(Response.json(problem, { status: 401 })));
  open('/login');
  fireEvent.change(await screen.findByLabelText('E-mail'), { target: { value: 'a@b.example' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'wrong' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  const alert = await screen.findByRole('alert');
  expect(alert.textContent).toContain('Sign-in failed');
  expect(alert.textContent).toContain('The e-mail or the password is not right.');
  expect(alert.textContent).toContain('invalid_credentials · request request-7');
});

test('a server that does not answer is not taken for a wrong password', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('Failed to fetch')));
  open('/login');
  fireEvent.change(await screen.findByLabelText('E-mail'), { target: { value: 'a@b.example' } });
  fireEvent.change(screen.getByLabelText('Password'), { target: { value: 'right' } });
  fireEvent.click(screen.getByRole('button', { name: 'Sign in' }));
  expect((await screen.findByRole('alert')).textContent).toContain('Landfall does not answer');
});
