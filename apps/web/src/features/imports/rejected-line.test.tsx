// @vitest-environment jsdom
import { fireEvent, render, screen } from '@testing-library/react';
import { useState } from 'react';
import { expect, test } from 'vitest';
import { useBrowser } from '../../../test/browser.ts';
import type { RejectedRow } from '../../api/entities.ts';
import { makeQueryClient, Providers } from '../../app/providers.tsx';
import { RejectedLine } from './rejected-line.tsx';
import { useCorrections } from './use-corrections.ts';

useBrowser();

const columns = ['host', 'constructor'].map((key) => ({
  key,
  header: key === 'host' ? 'Host' : key,
  is_hidden: false,
}));
const rows = [2, 3].map(
  (line): RejectedRow => ({
    row_number: line - 1,
    line_number: line,
    revision: 0,
    reason_code: 'no_identity',
    reason: 'Nothing tells the row apart.',
    cells: { host: null, constructor: 'Ann' },
  }),
);

function Lines() {
  const corrections = useCorrections('0194');
  const [page, setPage] = useState(1);
  return (
    <>
      <table>
        <tbody>
          {page === 1 &&
            rows.map((row) => <RejectedLine key={row.row_number} {...{ row, columns, corrections }} />)}
        </tbody>
      </table>
      <button type="button" onClick={() => setPage(3 - page)}>
        Other page
      </button>
    </>
  );
}

const button = (name: string) => screen.getByRole('button', { name });

function open(): void {
  render(
    <Providers queryClient={makeQueryClient()}>
      <Lines />
    </Providers>,
  );
}

test('the focus goes back to the row that was left, and into one that is opened beside it', () => {
  open();
  fireEvent.click(button('Correct line 3'));
  expect(document.activeElement).toBe(screen.getByLabelText('Host, line 3'));
  fireEvent.click(button('Correct line 2'));
  expect(document.activeElement).toBe(screen.getByLabelText('Host, line 2'));
  fireEvent.keyDown(screen.getByLabelText('Host, line 2'), { key: 'Escape' });
  expect(document.activeElement).toBe(button('Correct line 2'));
});

test('a row that was left takes the focus once, not whenever its page is shown again', () => {
  open();
  fireEvent.click(button('Correct line 3'));
  fireEvent.keyDown(screen.getByLabelText('Host, line 3'), { key: 'Escape' });
  expect(document.activeElement).toBe(button('Correct line 3'));
  const other = button('Other page');
  other.focus();
  fireEvent.click(other);
  fireEvent.click(other);
  expect(button('Correct line 3')).toBeTruthy();
  expect(document.activeElement).toBe(other);
});

test('a column called as every object has a member shows its cell, and takes what is written into it', () => {
  open();
  expect(screen.getAllByRole('cell', { name: 'Ann' })).toHaveLength(2);
  fireEvent.click(button('Correct line 3'));
  const cell = screen.getByLabelText<HTMLInputElement>('constructor, line 3');
  expect(cell.value).toBe('Ann');
  fireEvent.change(cell, { target: { value: 'Bo' } });
  fireEvent.click(button('Keep line 3'));
  expect(screen.getAllByRole('cell', { name: 'Bo' })).toHaveLength(1);
});
