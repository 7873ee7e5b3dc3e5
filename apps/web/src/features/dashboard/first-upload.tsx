import { EmptyState } from '../../components/empty-state.tsx';
import { UploadLink } from '../../flow/upload-link.tsx';

/** What to do in an engagement nobody has uploaded to. */
export function FirstUpload() {
  return (
    <EmptyState title="This engagement is empty" action={<UploadLink label="Upload the first file" />}>
      Start with an export of your CMDB or asset register. Landfall reads every row, proposes what each column
      means, and shows you a preview before anything is created.
    </EmptyState>
  );
}
