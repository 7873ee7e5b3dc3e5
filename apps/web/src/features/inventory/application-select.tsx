import { Select } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { applicationQuery, applicationsQuery } from '../../api/applications.ts';

/** Narrows the inventory to one application, which is found by typing part of its name. */
export function ApplicationSelect(props: {
  /** Id of the application. */
  value: string | null;
  onChange: (value: string | null) => void;
}) {
  const { value, onChange } = props;
  const [text, setText] = useState('');
  const { names, isSearching } = useApplicationNames(value, text);
  return (
    <Select
      aria-label="Filter by application"
      placeholder="Any application"
      clearable
      clearButtonProps={{ 'aria-label': 'Any application' }}
      searchable
      nothingFoundMessage={isSearching ? 'Searching…' : nothingText(text)}
      data={[...names].map(([id, name]) => ({ value: id, label: name }))}
      filter={({ options }) => options}
      searchValue={text}
      onSearchChange={setText}
      value={value}
      onChange={onChange}
      w={200}
    />
  );
}

function nothingText(text: string): string {
  return text.trim() === '' ? 'No applications yet' : 'No application is called so';
}

/** Names of the applications that can be chosen, by id: those that are searched for, and the chosen one. */
function useApplicationNames(value: string | null, text: string) {
  const [search] = useDebouncedValue(text.trim(), 250);
  const chosen = useQuery({ ...applicationQuery(value ?? ''), enabled: value !== null });
  const isChosen = search === '' || search === chosen.data?.name;
  const found = useQuery({
    ...applicationsQuery(isChosen ? {} : { search }, undefined),
    placeholderData: keepPreviousData,
  });
  const names = new Map((found.data?.items ?? []).map(({ id, name }) => [id, name] as const));
  if (value !== null) names.set(value, nameOf(chosen));
  return { names, isSearching: found.isPending };
}

function nameOf({ data, isError }: { data: { name: string } | undefined; isError: boolean }): string {
  return data?.name ?? (isError ? 'Unknown application' : '…');
}
