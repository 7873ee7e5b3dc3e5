import { Center, Loader } from '@mantine/core';
import { Navigate, useLocation } from '@tanstack/react-router';
import { useSession } from '../api/session.ts';
import { ChangePasswordPage } from './change-password.page.tsx';
import { ContextGate } from './context-gate.tsx';

/** Lets a page show once the person is signed in, has an own password and an engagement to work in. */
export function AppGate() {
  const { status, user } = useSession();
  const location = useLocation();
  if (status === 'restoring') {
    return (
      <Center h="100vh" role="status" aria-label="Opening Landfall">
        <Loader />
      </Center>
    );
  }
  if (status === 'signed_out' || user === null) {
    // While the sign-in page loads the address is its own already; asking again would go on for ever.
    if (location.pathname === '/login') return null;
    return <Navigate to="/login" search={{ next: location.href }} replace />;
  }
  if (user.must_change_password) return <ChangePasswordPage />;
  return <ContextGate />;
}
