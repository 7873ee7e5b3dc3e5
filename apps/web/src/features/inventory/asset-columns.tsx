import type { AssetRow, TargetField } from '../../api/entities.ts';
import type { GridColumn } from '../../components/windowed-grid.tsx';
import { fieldValueText } from '../../texts/field-value.ts';
import { fieldLabel, sentenceOf } from '../../texts/vocabulary.ts';

/** Columns shown until a person chooses others. */
export const defaultColumns = [
  'hostname',
  'ip_address',
  'environment',
  'operating_system',
  'cpu_cores',
  'memory_gb',
  'storage_gb',
  'business_criticality',
  'location',
] as const;

const settingKey = 'landfall-asset-columns';

export function storedColumns(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(settingKey) ?? 'null');
    if (Array.isArray(stored) && stored.every((key) => typeof key === 'string')) return stored;
  } catch {
    // An unreadable setting is no reason to show nothing.
  }
  return [...defaultColumns];
}

export function storeColumns(columns: readonly string[]): void {
  localStorage.setItem(settingKey, JSON.stringify(columns));
}

const numericTypes = new Set(['integer', 'decimal', 'money', 'percent', 'port']);

/** Grid columns for the chosen fields; name and type always come first. */
export function assetColumns(
  chosen: readonly string[],
  fields: readonly TargetField[],
): GridColumn<AssetRow>[] {
  const byKey = new Map(fields.map((field) => [field.key, field]));
  const first: GridColumn<AssetRow>[] = [
    {
      key: 'name',
      label: 'Name',
      width: 220,
      sortable: true,
      cell: (row) => <b style={{ fontWeight: 600 }}>{row.name}</b>,
    },
    {
      key: 'asset_type',
      label: 'Type',
      width: 130,
      sortable: true,
      cell: (row) => sentenceOf(row.asset_type),
    },
  ];
  const others = chosen.filter((key) => key !== 'name' && key !== 'asset_type');
  return [...first, ...others.map((key) => fieldColumn(key, byKey.get(key)))];
}

function fieldColumn(key: string, field: TargetField | undefined): GridColumn<AssetRow> {
  const numeric = field !== undefined && numericTypes.has(field.type);
  const label = field === undefined ? sentenceOf(key) : fieldLabel(field);
  return {
    key,
    label,
    width: Math.max(numeric ? 110 : 150, label.length * 8 + 34),
    numeric,
    sortable: true,
    cell: (row) => <CellText text={fieldValueText(field, row.fields[key])} />,
  };
}

function CellText({ text }: { text: string }) {
  if (text === '—') {
    return (
      <span title="unknown" style={{ color: 'var(--mantine-color-dimmed)' }}>
        —<span className="visually-hidden"> unknown</span>
      </span>
    );
  }
  return <span title={text}>{text}</span>;
}
