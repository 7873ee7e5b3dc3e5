import { useQuery } from '@tanstack/react-query';
import { mayPass } from '../../api/api-error.ts';
import type { UploadOptions } from '../../api/entities.ts';
import { inspectFile } from '../../api/upload.ts';

/** How the server would read a file with what was chosen; nothing is looked at before there is a file. */
export function useInspection(file: File | null, choices: UploadOptions) {
  const fileKey = file === null ? null : `${file.name} ${file.size} ${file.lastModified}`;
  return useQuery({
    queryKey: ['inspection', fileKey, choices],
    queryFn: ({ signal }) => (file === null ? null : inspectFile(file, choices, signal)),
    enabled: file !== null,
    // What was found stays while another way to read the same file is looked at; of another file it would be wrong.
    placeholderData: (found, last) => (last?.queryKey[1] === fileKey ? found : undefined),
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 0,
  });
}

export type Inspection = ReturnType<typeof useInspection>;

/** Whether the file was refused for what it is: sent like this it would be refused again. */
export function isRefusedFile({ error }: Pick<Inspection, 'error'>): boolean {
  return error !== null && !mayPass(error);
}
