// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { render, screen } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useBrowser } from '../../test/browser.ts';
import { ApiError, asApiError } from '../api/api-error.ts';
import { ProblemAlert } from './problem-alert.tsx';

useBrowser();

function errorOf(status: number) {
  return new ApiError({ status, code: 'unavailable', title: 'Title', detail: 'What to do.' });
}

function Part({ error }: { error: ApiError | null }) {
  return (
    <MantineProvider>
      <section aria-label="Part">
        {error === null ? 'The data' : <ProblemAlert error={error} onRetry={() => {}} />}
      </section>
    </MantineProvider>
  );
}

test.each([
  [0, true],
  [503, true],
  [409, true],
  [429, true],
  [403, false],
  [404, false],
  [422, false],
])('Retry is offered where it can help: a problem of status %i, %s', (status, isOffered) => {
  render(<Part error={errorOf(status)} />);
  expect(screen.queryByRole('button', { name: 'Retry' }) !== null).toBe(isOffered);
});

test('the focus stays in the part of the page whose problem is over', () => {
  const { rerender } = render(<Part error={errorOf(503)} />);
  screen.getByRole('button', { name: 'Retry' }).focus();
  rerender(<Part error={null} />);
  expect(document.activeElement).toBe(screen.getByRole('region', { name: 'Part' }));
});

test('a focus that is elsewhere is left alone', () => {
  const { rerender } = render(<Part error={errorOf(503)} />);
  rerender(<Part error={null} />);
  expect(document.activeElement).toBe(document.body);
});

test('a part of the application that is missing is no riddle', () => {
  const problem = asApiError(new TypeError('Failed to fetch dynamically imported module: http://x/y.js'));
  expect(problem.title).toBe('A part of this page could not be loaded');
  expect(problem.message).toContain('Retry loads the page anew.');
});
