import { recommendationDecisionAnswer, recommendationsAnswer } from '@landfall/contract/recommendations';
import { Command } from 'commander';
import { flowTable } from '../flow-text.ts';
import { idOf } from '../options.ts';
import { recommendationText } from '../recommendation-text.ts';
import { addTenantOptions, inTenant, type TenantOptions } from '../tenant-session.ts';

interface RecommendationOptions extends TenantOptions {
  readonly json?: true;
}

const decisions = {
  apply: 'Apply a recommendation; the rows are cleansed and previewed again.',
  undo: 'Take an applied recommendation back; the rows are cleansed and previewed again.',
  dismiss: 'Put a recommendation aside.',
} as const;
type Decision = keyof typeof decisions;

/** `landfall recommendations`: what the product would change in the rows of an import, and a person's decision about it. */
export function recommendationsCommand(): Command {
  const command = new Command('recommendations').description(
    'What could be made better in the rows of an import at its preview: list, apply, undo, dismiss.',
  );
  command.addCommand(listCommand());
  command.addCommand(decisionCommand('apply'));
  command.addCommand(decisionCommand('undo'));
  command.addCommand(decisionCommand('dismiss'));
  return command;
}

function listCommand(): Command {
  return addTenantOptions(new Command('list'))
    .description('All recommendations about an import, with the first rows each would change.')
    .argument('<import>', 'id of the import (data_import_id)', idOf('import'))
    .option('--json', 'print the answer of the API as one JSON object')
    .action(async (importId: string, { json, ...options }: RecommendationOptions) => {
      const path = `/data-imports/${encodeURIComponent(importId)}/recommendations`;
      const answer = await inTenant(options, (api) => api.get(path, recommendationsAnswer));
      const none = 'There are no recommendations about this import.';
      const text = answer.items.length === 0 ? none : answer.items.map(recommendationText).join('\n\n');
      process.stdout.write(`${json ? JSON.stringify(answer) : text}\n`);
    });
}

function decisionCommand(decision: Decision): Command {
  return addTenantOptions(new Command(decision))
    .description(decisions[decision])
    .argument('<recommendation>', 'id of the recommendation', idOf('recommendation'))
    .option('--json', 'print the answer of the API as one JSON object')
    .action(async (id: string, { json, ...options }: RecommendationOptions) => {
      const path = `/recommendations/${encodeURIComponent(id)}/${decision}`;
      const request = { body: {}, answer: recommendationDecisionAnswer };
      const answer = await inTenant(options, (api) => api.send('POST', path, request));
      const rows = `${answer.row_count.toLocaleString('en')} ${answer.row_count === 1 ? 'row' : 'rows'}`;
      const text = `${answer.recommendation.title}: ${answer.recommendation.status}, ${rows} changed.\n${flowTable([answer.flow])}`;
      process.stdout.write(json ? `${JSON.stringify(answer)}\n` : text);
    });
}
