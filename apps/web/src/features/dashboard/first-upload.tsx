import { Button } from '@mantine/core';
import { AppLink } from '../../components/app-link.tsx';
import { EmptyState } from '../../components/empty-state.tsx';

/** What to do in an engagement nobody has uploaded to. */
export function FirstUpload() {
  return (
    <EmptyState
      title="This engagement is empty"
      action={
        <Button component={AppLink} href="/discovery/data-import">
          Upload the first file
        </Button>
      }
    >
      Start with an export of your CMDB or asset register. Landfall reads every row, proposes what each column
      means, and shows you a preview before anything is created.
    </EmptyState>
  );
}
