// @vitest-environment jsdom
import { MantineProvider, Modal } from '@mantine/core';
import { render, screen, waitFor } from '@testing-library/react';
import { expect, test } from 'vitest';
import { useBrowser } from '../../test/browser.ts';
import { useDialogFocusReturn } from './dialog-focus.ts';

useBrowser();

function Page({ hasOpener, isOpen }: { hasOpener: boolean; isOpen: boolean }) {
  useDialogFocusReturn('#portals');
  return (
    <MantineProvider>
      <main tabIndex={-1}>{hasOpener && <button type="button">Open</button>}</main>
      {isOpen && (
        <Modal
          opened
          onClose={() => {}}
          title="Question"
          transitionProps={{ duration: 0 }}
          portalProps={{ target: '#portals' }}
        >
          <button type="button">Answer</button>
        </Modal>
      )}
    </MantineProvider>
  );
}

async function openFrom(page: ReturnType<typeof render>) {
  screen.getByRole('button', { name: 'Open' }).focus();
  page.rerender(<Page hasOpener isOpen />);
  const answer = await screen.findByRole('button', { name: 'Answer' });
  answer.focus();
}

test('a dialog that goes away gives the focus back to what opened it', async () => {
  const page = render(<Page hasOpener isOpen={false} />);
  await openFrom(page);
  page.rerender(<Page hasOpener isOpen={false} />);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('button', { name: 'Open' })));
});

test('when what opened it is gone too, the content of the page takes the focus', async () => {
  const page = render(<Page hasOpener isOpen={false} />);
  await openFrom(page);
  page.rerender(<Page hasOpener={false} isOpen={false} />);
  await waitFor(() => expect(document.activeElement).toBe(screen.getByRole('main')));
});
