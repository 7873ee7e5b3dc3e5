import { Stack, Text, UnstyledButton } from '@mantine/core';
import { IconApps, IconDatabase, IconLock, IconServer } from '@tabler/icons-react';
import type { ImportCategory, ImportCategoryInfo } from '../../api/entities.ts';
import { Tag } from '../../components/tag.tsx';
import { formatBytes, formatCount } from '../../texts/format.ts';

const icons = {
  cmdb_export: IconDatabase,
  app_discovery: IconApps,
  infrastructure: IconServer,
  sensitive_data: IconLock,
} as const;

const handlingText: Readonly<Record<ImportCategoryInfo['data_handling'], string>> = {
  standard: 'Standard handling',
  elevated: 'Elevated handling',
  high: 'High protection',
  maximum: 'Maximum protection: samples are masked',
};

/** File name endings a category takes, each with its point. */
export function extensionsOf(info: ImportCategoryInfo): string[] {
  return info.formats
    .flatMap((format) => format.extensions)
    .map((extension) => `.${extension.replace(/^\./, '')}`);
}

function SlotTag({ info }: { info: ImportCategoryInfo }) {
  if (!info.available) return <Tag tone="plain">Not in this version</Tag>;
  return info.slot.free ? <Tag tone="good">Ready</Tag> : <Tag tone="warn">A flow is unfinished</Tag>;
}

/** What each kind of file is for, what is accepted, and whether a new one can start now. */
export function CategoryTiles(props: {
  categories: readonly ImportCategoryInfo[];
  chosen: ImportCategory;
  onChoose: (category: ImportCategory) => void;
}) {
  return (
    <div className="tiles" role="radiogroup" aria-label="What the file describes">
      {props.categories.map((info) => (
        <Tile
          key={info.category}
          info={info}
          chosen={info.category === props.chosen}
          onChoose={() => props.onChoose(info.category)}
        />
      ))}
    </div>
  );
}

function Tile({
  info,
  chosen,
  onChoose,
}: {
  info: ImportCategoryInfo;
  chosen: boolean;
  onChoose: () => void;
}) {
  const Icon = icons[info.category];
  const formats = extensionsOf(info).join(', ');
  return (
    <UnstyledButton
      className="card"
      role="radio"
      aria-checked={chosen}
      disabled={!info.available}
      onClick={onChoose}
      p="md"
      style={{
        borderColor: chosen ? 'var(--landfall-info)' : undefined,
        boxShadow: chosen ? 'inset 0 0 0 1px var(--landfall-info)' : undefined,
        cursor: info.available ? 'pointer' : 'not-allowed',
      }}
    >
      <Stack gap={6} h="100%">
        <div style={{ display: 'flex', justifyContent: 'space-between', alignItems: 'center' }}>
          <Icon size={22} stroke={1.6} aria-hidden="true" />
          <SlotTag info={info} />
        </div>
        <Text fw={650}>{info.label}</Text>
        <Text size="sm" c="dimmed">
          {info.description}
        </Text>
        {info.available && (
          <Text size="xs" c="dimmed" mt="auto">
            {formats} · up to {formatBytes(info.limits.max_file_bytes)}, {formatCount(info.limits.max_rows)}{' '}
            rows, {formatCount(info.limits.max_columns)} columns · {handlingText[info.data_handling]}
          </Text>
        )}
      </Stack>
    </UnstyledButton>
  );
}
