import { readFileSync } from 'node:fs';
import { resumeAnswer, type ResumeAnswer } from '@landfall/contract/flow-resume';
import type { Command } from 'commander';
import type { ApiClient } from '../api-client.ts';
import { CommandEnd, exitCodeHelp, exitCodes } from '../exit-codes.ts';
import { resumeText } from '../flow-text.ts';
import { inTenant } from '../tenant-session.ts';
import { addApprovalOptions, type ApprovalOptions } from './flow-decisions.command.ts';
import { orderCommand } from './flow-interventions.command.ts';

interface ResumeOptions extends ApprovalOptions {
  readonly approve?: true;
  readonly regenerate?: true;
  readonly forceRestart?: true;
  readonly mappings?: string;
  readonly context?: string;
}

/** `landfall flow resume FLOW`: goes on, as the state of the flow allows; approves only with --approve. */
export function resumeCommand(): Command {
  const command = orderCommand(
    'resume',
    'Let a flow go on, as its state allows. It never approves by itself.',
  )
    .option('--approve', 'approve the open gate in your name')
    .option('--regenerate', 'suggest undecided columns again')
    .option('--force-restart', 'start the import over with all its rows')
    .option('--mappings <file>', 'save these first: JSON of source column to target field or null')
    .option('--context <text>', 'kept in the journal');
  return addApprovalOptions(command).addHelpText('after', exitCodeHelp).action(resume);
}

async function resume(flowId: string, options: ResumeOptions): Promise<void> {
  const { path, body } = requestOf(encodeURIComponent(flowId), options);
  const send = (api: ApiClient) => api.send('POST', path, { body, answer: resumeAnswer });
  const { answer, page } = await inTenant(options, async (api) => {
    const given = await send(api);
    return { answer: given, page: api.page(given.requires_user_action?.link ?? '/') };
  });
  process.stdout.write(options.json ? `${JSON.stringify(answer)}\n` : resumeText(answer));
  if (answer.requires_user_action) throw waits(answer.requires_user_action, page);
}

function waits({ message }: NonNullable<ResumeAnswer['requires_user_action']>, page: string): CommandEnd {
  return new CommandEnd(exitCodes.waitsForPerson, `The flow waits for a person: ${message} ${page}`);
}

/** The door of the API that takes what the options say. */
export function requestOf(flowId: string, options: ResumeOptions): { path: string; body: unknown } {
  const { approve, regenerate, forceRestart, mappings, context, expectedVersion } = options;
  refuseMixed(options);
  if (mappings !== undefined) {
    const body = {
      field_mappings: readJson(mappings),
      ...(approve ? { approval: true } : {}),
      ...partsOf(options),
    };
    return { path: `/discovery/flow/${flowId}/resume`, body };
  }
  if (approve || regenerate || forceRestart) {
    const action = approve ? 'approve' : regenerate ? 'regenerate' : 'auto';
    const body = { action, force_restart: forceRestart === true, ...partsOf(options) };
    return { path: `/discovery/flow/${flowId}/resume-intelligent`, body };
  }
  const body = { resume_context: context, expected_version: expectedVersion };
  return { path: `/flows/${flowId}/resume`, body };
}

function refuseMixed({ approve, regenerate, forceRestart, mappings, context }: ResumeOptions): void {
  const ways = [approve, regenerate, forceRestart].filter(Boolean).length;
  if (ways > 1 || (mappings !== undefined && (regenerate || forceRestart)))
    throw new CommandEnd(exitCodes.usage, 'Choose one of --approve, --regenerate and --force-restart.');
  if (context !== undefined && (ways > 0 || mappings !== undefined))
    throw new CommandEnd(exitCodes.usage, '--context goes with a plain resume; --note goes with --approve.');
}

function partsOf(options: ResumeOptions) {
  const { note, gateRevision, minConfidence, remaining, confirmLargeChange, expectedVersion } = options;
  return {
    note,
    confirm_large_change: confirmLargeChange,
    gate_revision: gateRevision,
    approve_confidence_at_least: minConfidence,
    remaining,
    expected_version: expectedVersion,
  };
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new CommandEnd(exitCodes.usage, `${file} cannot be read as JSON: ${reason}`, { cause: error });
  }
}
