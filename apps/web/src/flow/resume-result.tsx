import { findingTitles } from '@landfall/domain/doctor/finding';
import { Button, Group, Stack, Text } from '@mantine/core';
import type { ResumeAnswer } from '../api/entities.ts';
import { AppLink } from '../components/app-link.tsx';
import { formatTime } from '../texts/format.ts';
import { outcomeText } from '../texts/flow-words.ts';

/** Reasons shown; the page the link leads to shows all. */
const shownReasons = 5;

/** True when an answer says more than "done": something was repaired, or a person has to act. */
export function needsTelling(answer: ResumeAnswer): boolean {
  return answer.healed.length > 0 || answer.requires_user_action !== null;
}

/** What a resume found: what it repaired first, and what only a person can do next. */
export function ResumeResult({ answer, onClose }: { answer: ResumeAnswer; onClose: () => void }) {
  const action = answer.requires_user_action;
  return (
    <Stack gap="sm">
      <Text fw={650} role="status">
        {outcomeText(action === null ? answer.outcome : 'requires_user_action')}
      </Text>
      {answer.healed.length > 0 && <Healed codes={answer.healed} />}
      {action !== null && <ActionNeeded action={action} />}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {action !== null && (
          <Button component={AppLink} href={action.link} onClick={onClose} data-autofocus>
            Go there
          </Button>
        )}
      </Group>
    </Stack>
  );
}

const titles: Readonly<Record<string, string>> = findingTitles;

function Healed({ codes }: { codes: readonly string[] }) {
  return (
    <div className="notice" data-tone="good">
      <Text size="sm" fw={600}>
        Repaired first
      </Text>
      <ul className="plain-list">
        {codes.map((code) => (
          <li key={code}>
            {titles[code] ?? 'A finding'} <span className="mono">{code}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

function ActionNeeded({ action }: { action: NonNullable<ResumeAnswer['requires_user_action']> }) {
  const more = action.reasons.length - shownReasons;
  return (
    <div className="notice" data-tone="warn">
      <Text size="sm" fw={600}>
        {action.message}
      </Text>
      <ul className="plain-list">
        {action.reasons.slice(0, shownReasons).map((reason) => (
          <li key={`${reason.code} ${reason.column_id ?? ''}`}>{reason.message}</li>
        ))}
        {more > 0 && <li>and {more} more</li>}
        {action.candidates.map((one) => (
          <li key={one.data_import_id}>
            {one.import_name}, imported {formatTime(one.created_at)}
          </li>
        ))}
      </ul>
    </div>
  );
}
