import { Autocomplete, Group, Stack, Switch } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ImportCategoryInfo } from '../../api/entities.ts';
import { sourcePrecedenceQuery } from '../../api/source-precedence.ts';
import type { UploadOrigin } from '../../api/upload.ts';

export const unknownOrigin: UploadOrigin = {
  sourceSystem: '',
  createsMissing: true,
  wantsPreview: false,
};

/** Where a file comes from, and whether it may bring assets nobody knows yet. */
export function OriginFields(props: {
  category: ImportCategoryInfo;
  origin: UploadOrigin;
  onOrigin: (origin: UploadOrigin) => void;
}) {
  const { category, origin, onOrigin } = props;
  const sources = useQuery(sourcePrecedenceQuery);
  const known = [...new Set([...(sources.data?.source_systems ?? []), ...(sources.data?.known ?? [])])];
  return (
    <Group align="flex-start" gap="xl">
      <Autocomplete
        label="Source system, if you know it"
        description="Its values are trusted as Sources says; an external id is one of this system."
        value={origin.sourceSystem}
        onChange={(sourceSystem) => onOrigin({ ...origin, sourceSystem })}
        data={known}
        maxLength={200}
        w={360}
      />
      {category.flow_type === 'data_import' && (
        <Stack gap="sm">
          <Switch
            label="Create assets the inventory does not have"
            description="Off: rows and ends that fit no asset are rejected, with the reason."
            checked={origin.createsMissing}
            onChange={(event) => onOrigin({ ...origin, createsMissing: event.currentTarget.checked })}
          />
          <Switch
            label="Show what it would change before it is written"
            description="Off: it is shown only when more of the inventory would change than the engagement lets pass."
            checked={origin.wantsPreview}
            onChange={(event) => onOrigin({ ...origin, wantsPreview: event.currentTarget.checked })}
          />
        </Stack>
      )}
    </Group>
  );
}
