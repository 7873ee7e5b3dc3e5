import { Drawer, Group, Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { AssetDetails, ProvenanceEntry, TargetField } from '../../api/entities.ts';
import { assetQuery, provenanceQuery } from '../../api/inventory.ts';
import { QueryView } from '../../components/query-view.tsx';
import { TableCard } from '../../components/table-card.tsx';
import { Tag } from '../../components/tag.tsx';
import { fieldValueText } from '../../texts/field-value.ts';
import { countOf, formatTime, formatValue } from '../../texts/format.ts';
import { sentenceOf } from '../../texts/vocabulary.ts';
import { AssetHistory } from './asset-history.tsx';
import { FieldProvenance } from './field-provenance.tsx';

/** One asset: every value with where it came from. */
export function AssetDrawer(props: {
  assetId: string | null;
  fields: readonly TargetField[];
  onClose: () => void;
}) {
  const { assetId, fields, onClose } = props;
  return (
    <Drawer
      opened={assetId !== null}
      onClose={onClose}
      position="right"
      size="xl"
      title="Asset"
      keepMounted={false}
    >
      {assetId !== null && <AssetView assetId={assetId} fields={fields} />}
    </Drawer>
  );
}

function AssetView({ assetId, fields }: { assetId: string; fields: readonly TargetField[] }) {
  const asset = useQuery(assetQuery(assetId));
  return (
    <QueryView query={asset} label="asset" rows={10}>
      {(details) => <AssetBody asset={details} fields={fields} />}
    </QueryView>
  );
}

const typeSource = {
  declared: 'stated in the file',
  rule: 'worked out by a rule',
  user: 'set by a person',
} as const;

function AssetBody({ asset, fields }: { asset: AssetDetails; fields: readonly TargetField[] }) {
  return (
    <Stack gap="md">
      <div>
        <Title order={2} size="h3">
          {asset.name}
        </Title>
        <Group gap="xs" mt={4}>
          <Tag tone="info">{sentenceOf(asset.asset_type)}</Tag>
          <Text size="sm" c="dimmed">
            Type {typeSource[asset.type_source]} · from {countOf(asset.source_rows, 'source row')} · updated{' '}
            {formatTime(asset.updated_at)}
          </Text>
        </Group>
      </div>
      {asset.identifiers.length > 0 && (
        <section aria-label="What identifies it">
          <Text fw={600} size="sm" mb={4}>
            What identifies it
          </Text>
          <Group gap={6}>
            {asset.identifiers.map((one) => (
              <span key={`${one.kind} ${one.namespace} ${one.value}`} className="sample">
                {sentenceOf(one.kind)}: {one.value}
              </span>
            ))}
          </Group>
        </section>
      )}
      <Values asset={asset} fields={fields} />
      <CustomAttributes attributes={asset.custom_attributes} />
      <AssetHistory asset={asset} fields={fields} />
    </Stack>
  );
}

function Values({ asset, fields }: { asset: AssetDetails; fields: readonly TargetField[] }) {
  const provenance = useQuery(provenanceQuery(asset.id));
  return (
    <section aria-label="Values and where they came from">
      <Text fw={600} size="sm" mb={4}>
        Values and where they came from
      </Text>
      <QueryView query={provenance} label="provenance" rows={8}>
        {(entries) => <ValueTable asset={asset} fields={fields} entries={entries} />}
      </QueryView>
    </section>
  );
}

function ValueTable(props: {
  asset: AssetDetails;
  fields: readonly TargetField[];
  entries: readonly ProvenanceEntry[];
}) {
  const { asset, fields, entries } = props;
  const labels = new Map(fields.map((field) => [field.key, field]));
  // The type has its own line above, with how it was found.
  const filled = Object.entries(asset.fields).filter(
    ([key, value]) => value !== null && key !== 'asset_type',
  );
  return (
    <TableCard label="Values" heads={['Field', 'Value', 'Where it came from']}>
      {filled.map(([key, value]) => {
        const field = labels.get(key);
        return (
          <tr key={key}>
            <th scope="row" style={{ fontWeight: 500, borderBottom: '1px solid var(--landfall-line)' }}>
              {field?.label ?? sentenceOf(key)}
            </th>
            <td>
              {fieldValueText(field, value)} {field?.unit ?? ''}
            </td>
            <td>
              <FieldProvenance entries={entries.filter((entry) => entry.field === key)} />
            </td>
          </tr>
        );
      })}
    </TableCard>
  );
}

function CustomAttributes({ attributes }: { attributes: Record<string, unknown> }) {
  const entries = Object.entries(attributes);
  if (entries.length === 0) return null;
  return (
    <section aria-label="Custom attributes">
      <Text fw={600} size="sm" mb={4}>
        Custom attributes
      </Text>
      <div className="card scroll-x" tabIndex={0} role="region" aria-label="Table of custom attributes">
        <table className="plain">
          <tbody>
            {entries.map(([key, value]) => (
              <tr key={key}>
                <th scope="row" style={{ borderBottom: '1px solid var(--landfall-line)' }}>
                  {key}
                </th>
                <td>{formatValue(value)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
