import { Center, Loader } from '@mantine/core';
import { useRouter } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useSession } from '../api/session.ts';
import { ChangePasswordPage } from './change-password.page.tsx';
import { ContextGate } from './context-gate.tsx';

/** Lets a page show once the person is signed in, has an own password and an engagement to work in. */
export function AppGate() {
  const { status, user } = useSession();
  if (status === 'restoring') {
    return (
      <Center h="100vh" role="status" aria-label="Opening Landfall">
        <Loader />
      </Center>
    );
  }
  if (status === 'signed_out' || user === null) return <ToSignIn />;
  if (user.must_change_password) return <ChangePasswordPage />;
  return <ContextGate />;
}

/** Goes to the sign-in once, keeping the way back; where it already is, it stays. */
function ToSignIn() {
  const { history } = useRouter();
  useEffect(() => {
    const { href } = history.location;
    if (!href.startsWith('/login')) history.replace(`/login?next=${encodeURIComponent(href)}`);
  }, [history]);
  return null;
}
