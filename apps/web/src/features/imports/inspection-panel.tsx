import { Button, Stack, Text, Title } from '@mantine/core';
import { asApiError } from '../../api/api-error.ts';
import type { InspectAnswer } from '../../api/entities.ts';
import { ProblemAlert } from '../../components/problem-alert.tsx';
import { ListSkeleton } from '../../components/query-view.tsx';
import { CategorySuggestion, type CategoryChoice } from './category-suggestion.tsx';
import type { Choosing } from './choosing.ts';
import { EncodingQuestion } from './encoding-question.tsx';
import { FirstRows } from './first-rows.tsx';
import { HeaderInput } from './header-input.tsx';
import { InspectionFindings } from './inspection-findings.tsx';
import { ReadingControls } from './reading-controls.tsx';
import { SheetJoin } from './sheet-join.tsx';
import type { Inspection } from './use-inspection.ts';

/** How the chosen file will be read, before anything is stored; each part of it can be changed. */
export function InspectionPanel(props: Choosing & CategoryChoice & { inspection: Inspection }) {
  const { inspection, choices, onChoices, category, onCategory } = props;
  return (
    <section aria-labelledby="inspection" aria-busy={inspection.isFetching}>
      <Title order={2} size="h4" mb="sm" id="inspection">
        How the file will be read
      </Title>
      {inspection.error !== null && (
        <Refused
          error={inspection.error}
          onRetry={() => void inspection.refetch()}
          {...{ choices, onChoices }}
        />
      )}
      {inspection.error === null && inspection.data === undefined && (
        <ListSkeleton label="how the file will be read" rows={3} />
      )}
      {inspection.error === null && inspection.data === null && <TooLargeToLookAt />}
      {inspection.error === null && inspection.data && (
        <>
          {inspection.isPlaceholderData && (
            <Text size="sm" mb="sm" role="status">
              The file is looked at again, as it was chosen …
            </Text>
          )}
          <Inspected found={inspection.data} {...{ choices, onChoices, category, onCategory }} />
        </>
      )}
    </section>
  );
}

function TooLargeToLookAt() {
  return (
    <Text size="sm" c="dimmed">
      The file is too large to be looked at beforehand. How it was read is shown once it is uploaded.
    </Text>
  );
}

interface RefusedProps extends Choosing {
  readonly error: unknown;
  readonly onRetry: () => void;
}

function Refused({ error, onRetry, ...choosing }: RefusedProps) {
  return (
    <Stack gap="sm">
      <ProblemAlert error={error} onRetry={onRetry} />
      <EncodingQuestion error={error} {...choosing} />
      {asApiError(error).code === 'header_missing' && <HeaderQuestion {...choosing} />}
      {Object.keys(choosing.choices).length > 0 && (
        <Button variant="default" w="fit-content" onClick={() => choosing.onChoices({})}>
          Read it as it was found
        </Button>
      )}
    </Stack>
  );
}

/** Where the header stands, of a file in which none was found. */
function HeaderQuestion({ choices, onChoices }: Choosing) {
  return (
    <HeaderInput
      label="Header in line"
      description="If another line or row names the columns, give its number"
      width={320}
      row={choices.header_row}
      onRow={(row) => onChoices({ ...choices, header_row: row })}
    />
  );
}

function Inspected({
  found,
  category,
  onCategory,
  ...choosing
}: Choosing & CategoryChoice & { found: InspectAnswer }) {
  return (
    <Stack gap="sm">
      <CategorySuggestion columns={found.detection.columns} {...{ category, onCategory }} />
      <ReadingControls detection={found.detection} {...choosing} />
      {found.detection.join !== null && <SheetJoin join={found.detection.join} {...choosing} />}
      <InspectionFindings found={found} />
      <FirstRows found={found} />
    </Stack>
  );
}
