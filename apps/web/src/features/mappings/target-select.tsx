import { Select } from '@mantine/core';
import { useMemo } from 'react';
import type { FieldMapping, TargetField } from '../../api/entities.ts';
import { formatShare } from '../../texts/format.ts';
import { fieldLabel, sentenceOf } from '../../texts/vocabulary.ts';

interface OptionGroup {
  group: string;
  items: { value: string; label: string }[];
}

/** What the engine proposes for this column, best first, each with its confidence. */
function proposalsOf(mapping: FieldMapping): Map<string, string> {
  const proposed = new Map<string, string>();
  if (mapping.target_field !== null) {
    const share = mapping.confidence === null ? '' : ` · ${formatShare(mapping.confidence)}`;
    proposed.set(mapping.target_field, `${mapping.target_label ?? mapping.target_field}${share}`);
  }
  for (const one of mapping.alternatives) {
    if (!proposed.has(one.target_field))
      proposed.set(one.target_field, `${one.label} · ${formatShare(one.confidence)}`);
  }
  return proposed;
}

/** Proposals of the engine first, then the whole catalog by group. */
function optionsOf(mapping: FieldMapping, fields: readonly TargetField[]): OptionGroup[] {
  const proposed = proposalsOf(mapping);
  const groups = new Map<string, OptionGroup>();
  for (const field of fields) {
    if (proposed.has(field.key)) continue;
    const group = groups.get(field.group) ?? { group: sentenceOf(field.group), items: [] };
    group.items.push({ value: field.key, label: fieldLabel(field) });
    groups.set(field.group, group);
  }
  const first = [...proposed].map(([value, label]) => ({ value, label }));
  return first.length === 0
    ? [...groups.values()]
    : [{ group: 'Proposed', items: first }, ...groups.values()];
}

/** The searchable list of target fields; heavy, so only the active row has one. */
export function TargetSelect(props: {
  mapping: FieldMapping;
  fields: readonly TargetField[];
  disabled: boolean;
  onChoose: (target: string) => void;
}) {
  const { mapping, fields, disabled, onChoose } = props;
  const options = useMemo(() => optionsOf(mapping, fields), [mapping, fields]);
  return (
    <Select
      aria-label={`Target field for ${mapping.source_field}`}
      placeholder="Choose a target field"
      nothingFoundMessage="No target field has this name"
      size="sm"
      searchable
      allowDeselect={false}
      data={options}
      value={mapping.target_field}
      disabled={disabled}
      onChange={(target) => {
        if (target !== null) onChoose(target);
      }}
    />
  );
}
