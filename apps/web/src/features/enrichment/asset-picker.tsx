import { Autocomplete } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { assetsPageQuery } from '../../api/inventory.ts';

/** Finds an asset by its name; two of one name are told apart by a number behind it. */
export function AssetPicker(props: { label: string; onPick: (asset: { id: string; name: string }) => void }) {
  const { label, onPick } = props;
  const [text, setText] = useState('');
  const wanted = text.trim();
  const { queryKey, load } = assetsPageQuery({ search: wanted }, 0, 10);
  const found = useQuery({ queryKey, queryFn: ({ signal }) => load(signal), enabled: wanted.length > 1 });
  const choices = new Map<string, { id: string; name: string }>();
  for (const { id, name } of found.data?.items ?? []) choices.set(freeLabel(name, choices), { id, name });
  return (
    <Autocomplete
      label={label}
      placeholder="Name, host name or address"
      value={text}
      onChange={setText}
      data={[...choices.keys()]}
      filter={({ options }) => options}
      onOptionSubmit={(value) => {
        const asset = choices.get(value);
        if (asset !== undefined) onPick(asset);
      }}
      w={320}
    />
  );
}

function freeLabel(name: string, taken: ReadonlyMap<string, unknown>): string {
  let label = name;
  for (let number = 2; taken.has(label); number++) label = `${name} (${number})`;
  return label;
}
