import { Button } from '@mantine/core';
import { AppLink } from '../components/app-link.tsx';
import { PageHeader } from '../components/page-header.tsx';

export function NotFoundPage() {
  return (
    <main style={{ padding: 32 }}>
      <PageHeader
        title="Page not found"
        subtitle="There is no page at this address. It may have been moved or mistyped."
      />
      <Button component={AppLink} href="/">
        Go to the overview
      </Button>
    </main>
  );
}
