import { Stack, Text, Title } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ImportCategory, ImportCategoryInfo } from '../../api/entities.ts';
import { importCategoriesQuery, importsQuery } from '../../api/imports.ts';
import { useRights } from '../../api/use-rights.ts';
import { PageHeader } from '../../components/page-header.tsx';
import { Pager, usePager } from '../../components/pager.tsx';
import { QueryView } from '../../components/query-view.tsx';
import { ImportTable } from '../../flow/import-table.tsx';
import { CategoryExample } from './category-example.tsx';
import { CategoryTiles } from './category-tiles.tsx';
import { UploadPanel } from './upload-panel.tsx';

/** Choose what kind of file it is, drop it, and watch it being read. */
export function DataImportPage() {
  const categories = useQuery(importCategoriesQuery);
  return (
    <Stack gap="lg">
      <PageHeader
        title="Data import"
        subtitle="Choose what the file describes, then drop it. Every row is kept exactly as it came."
      />
      <QueryView query={categories} label="categories" rows={4}>
        {(answer) => <ChooseAndUpload categories={answer.items} />}
      </QueryView>
      <History />
    </Stack>
  );
}

function ChooseAndUpload({ categories }: { categories: readonly ImportCategoryInfo[] }) {
  const may = useRights();
  const [chosen, setChosen] = useState<ImportCategory>('cmdb_export');
  const category = categories.find((one) => one.category === chosen) ?? categories[0];
  if (category === undefined) return null;
  return (
    <>
      <CategoryTiles categories={categories} chosen={category.category} onChoose={setChosen} />
      <CategoryExample info={category} />
      {may('import.upload') ? (
        <UploadPanel category={category} onCategory={setChosen} />
      ) : (
        <Text size="sm" c="dimmed">
          Your role may look at imports, but not upload. Ask an engagement manager for the right to.
        </Text>
      )}
    </>
  );
}

function History() {
  const pager = usePager();
  const imports = useQuery(importsQuery(pager.cursor === undefined ? {} : { cursor: pager.cursor }));
  return (
    <section aria-labelledby="history">
      <Title order={2} size="h4" mb="sm" id="history">
        Imports so far
      </Title>
      <QueryView query={imports} label="imports">
        {(page) => (
          <Stack gap="sm">
            <ImportTable imports={page.items} />
            {page.total > 0 && <Pager pager={pager} page={page} noun="import" />}
          </Stack>
        )}
      </QueryView>
    </section>
  );
}
