import { Button, Group, Select, Stack, Text } from '@mantine/core';
import { asApiError } from '../../api/api-error.ts';
import type { EncodingCandidate } from '../../api/entities.ts';
import { formatShare } from '../../texts/format.ts';
import type { Choosing } from './choosing.ts';
import { offeredEncodings } from './detection-text.ts';

function isCandidate(value: unknown): value is EncodingCandidate {
  return typeof value === 'object' && value !== null && 'encoding' in value && 'preview' in value;
}

function candidatesOf(error: unknown): EncodingCandidate[] {
  const { body } = asApiError(error);
  const has = typeof body === 'object' && body !== null && 'candidates' in body;
  return has && Array.isArray(body.candidates) ? body.candidates.filter(isCandidate) : [];
}

/** The ways a text of unsure encoding can be read, for a person to choose the one that reads right. */
export function EncodingQuestion({ error, choices, onChoices }: Choosing & { error: unknown }) {
  const candidates = candidatesOf(error);
  if (candidates.length === 0) return null;
  return (
    <Stack gap="xs" role="group" aria-label="Encodings the file can be read in">
      {candidates.map(({ encoding, certainty, preview }) => (
        <div className="card" key={encoding} style={{ padding: 12 }}>
          <Group justify="space-between" align="flex-start">
            <Text fw={600}>
              {encoding}{' '}
              {certainty > 0 && (
                <Text span size="sm" c="dimmed" fw={400}>
                  {formatShare(certainty)} certain
                </Text>
              )}
            </Text>
            <Button
              size="xs"
              variant="default"
              aria-label={`Read as ${encoding}`}
              onClick={() => onChoices({ ...choices, encoding })}
            >
              This reads right
            </Button>
          </Group>
          {preview.map((line) => (
            <Text size="sm" className="mono" key={line} style={{ overflowWrap: 'anywhere' }}>
              {line}
            </Text>
          ))}
        </div>
      ))}
      <Select
        label="None of these reads right? Choose another encoding"
        w={360}
        searchable
        value={null}
        data={offeredEncodings.filter((other) => candidates.every(({ encoding }) => encoding !== other))}
        onChange={(encoding) => encoding !== null && onChoices({ ...choices, encoding })}
      />
    </Stack>
  );
}
