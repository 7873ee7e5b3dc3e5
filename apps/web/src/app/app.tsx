import { RouterProvider } from '@tanstack/react-router';
import { useState } from 'react';
import { makeQueryClient, Providers } from './providers.tsx';
import { makeRouter } from './router.tsx';

export function App() {
  const [queryClient] = useState(makeQueryClient);
  const [router] = useState(() => makeRouter());
  return (
    <Providers queryClient={queryClient}>
      <RouterProvider router={router} />
    </Providers>
  );
}
