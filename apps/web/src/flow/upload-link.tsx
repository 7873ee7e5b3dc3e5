import { Button } from '@mantine/core';
import { useRights } from '../api/use-rights.ts';
import { AppLink } from '../components/app-link.tsx';

/** The way to the import page, for whoever may upload there. */
export function UploadLink({ label = 'Upload a file', variant }: { label?: string; variant?: 'default' }) {
  const may = useRights();
  if (!may('import.upload')) return null;
  return (
    <Button component={AppLink} href="/discovery/data-import" {...(variant !== undefined && { variant })}>
      {label}
    </Button>
  );
}
