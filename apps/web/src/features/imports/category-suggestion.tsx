import { Button, Group, Text } from '@mantine/core';
import type { ImportCategory } from '@landfall/domain/catalog/import-category';
import { suggestOtherCategory } from '@landfall/domain/schema-matching/guess-category';
import { categoryLabel } from '../../texts/vocabulary.ts';

export interface CategoryChoice {
  readonly category: ImportCategory;
  readonly onCategory: (category: ImportCategory) => void;
}

/** Offers the category that the headers of a file speak for, when that is clearly another than the chosen one. */
export function CategorySuggestion(props: CategoryChoice & { columns: readonly { header: string }[] }) {
  const { columns, category, onCategory } = props;
  const other = suggestOtherCategory(columns, category);
  if (other === undefined) return null;
  return (
    <Group className="notice" data-tone="warn" justify="space-between" role="status">
      <Text size="sm">
        The columns look like <b>{categoryLabel[other]}</b>, and <b>{categoryLabel[category]}</b> is chosen.
      </Text>
      <Button size="xs" variant="default" onClick={() => onCategory(other)}>
        Import it as {categoryLabel[other]}
      </Button>
    </Group>
  );
}
