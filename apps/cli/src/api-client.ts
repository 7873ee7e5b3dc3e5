import { Readable } from 'node:stream';
import { problemSchema, type Problem } from '@landfall/contract/error-codes';
import { blockedUploadProblem } from '@landfall/contract/flows';
import { CommandEnd, exitCodes } from './exit-codes.ts';

/** A server and who speaks to it. */
export interface ServerAccess {
  /** Origin of the server, as `http://127.0.0.1:4870`. */
  readonly server: string;
  /** Gives a token that is valid now; asked for each request, because tokens of this machine live for minutes only. */
  readonly token: () => Promise<string>;
}

/** The client account and engagement the requests are about. */
export interface TenantContext {
  readonly clientAccountId: string;
  readonly engagementId: string;
}

/** As {@link TenantContext}, for what concerns a client account as a whole. */
type ClientContext = Pick<TenantContext, 'clientAccountId'> & Partial<TenantContext>;

/** A refusal of the server, with the sentence it gave. */
export class ProblemAnswer extends CommandEnd {
  readonly problem: Problem;
  constructor(problem: Problem) {
    super(exitCodes.refused, `${problem.detail} (${problem.status} ${problem.code})${nextStep(problem)}`);
    this.problem = problem;
  }
}

/** What to do about an unfinished flow that stands in the way, or about a text whose encoding is not sure. */
function nextStep(problem: Problem): string {
  if (problem.code === 'encoding_undecidable')
    return '\nlandfall inspect shows how the file reads in each of them; --encoding chooses one.';
  const blocked = blockedUploadProblem.safeParse(problem);
  if (!blocked.success) return '';
  const { flow_id: flow } = blocked.data.existing_flow;
  return `\nlandfall flow show ${flow} says what it waits for; landfall flow cancel ${flow} ends it.`;
}

/** A schema of the contract, as far as an answer needs one. */
export interface AnswerSchema<Answer> {
  readonly parse: (value: unknown) => Answer;
}

/** Requests to the API of one server, each answer checked against its schema. */
export interface ApiClient {
  readonly get: <Answer>(path: string, schema: AnswerSchema<Answer>) => Promise<Answer>;
  readonly send: <Answer>(
    method: 'POST' | 'PUT' | 'DELETE',
    path: string,
    request: { readonly body: unknown; readonly answer: AnswerSchema<Answer> },
  ) => Promise<Answer>;
  /** Bytes of a file the server makes; a refusal is thrown as by the others. */
  readonly download: (path: string) => Promise<Readable>;
  readonly within: (context: ClientContext) => ApiClient;
  readonly url: (path: string) => URL;
  /** Address of a page of the web application, from the link an answer gave. */
  readonly page: (link: string) => string;
  readonly headers: () => Promise<Record<string, string>>;
}

/** Makes a client of `/api/v1`; throws {@link ProblemAnswer} for refusals and {@link CommandEnd} for a dead server. */
export function openApi(access: ServerAccess, context?: ClientContext): ApiClient {
  const headers = async (): Promise<Record<string, string>> => ({
    authorization: `Bearer ${await access.token()}`,
    ...(context && { 'x-client-account-id': context.clientAccountId }),
    ...(context?.engagementId !== undefined && { 'x-engagement-id': context.engagementId }),
  });
  const url = (path: string) => new URL(`/api/v1${path}`, access.server);
  const call = (path: string, init: RequestInit) =>
    reach(access.server, async () => {
      const answer = await fetch(url(path), init);
      return readAnswer(answer.status, await answer.text());
    });
  return {
    url,
    page: (link) => new URL(link, access.server).href,
    headers,
    within: (next) => openApi(access, next),
    download: async (path) => {
      const init = { headers: await headers() };
      return reach(access.server, async () => {
        const answer = await fetch(url(path), init);
        if (answer.ok && answer.body !== null) return Readable.fromWeb(answer.body);
        readAnswer(answer.status, await answer.text());
        throw new CommandEnd(exitCodes.unreachable, 'The server answered without a file.');
      });
    },
    get: async (path, schema) => schema.parse(await call(path, { headers: await headers() })),
    send: async (method, path, { body, answer }) => {
      const json = {
        ...(await headers()),
        'content-type': 'application/json',
        'idempotency-key': crypto.randomUUID(),
      };
      return answer.parse(await call(path, { method, body: JSON.stringify(body), headers: json }));
    },
  };
}

/** The body of a good answer; throws for a problem, and for an answer that is not from a Landfall server. */
export function readAnswer(status: number, text: string): unknown {
  const body = parseJson(text);
  if (status < 400 && body !== undefined) return body;
  const problem = problemSchema.safeParse(body);
  if (problem.success) throw new ProblemAnswer(problem.data);
  throw new CommandEnd(
    exitCodes.unreachable,
    `The server answered ${status} and not as Landfall does; check --server.`,
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Runs a request and says in a sentence when there is nobody to answer it. */
export async function reach<Answer>(server: string, request: () => Promise<Answer>): Promise<Answer> {
  try {
    return await request();
  } catch (error) {
    if (error instanceof CommandEnd) throw error;
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new CommandEnd(exitCodes.unreachable, `The server ${server} cannot be reached (${reason}).`, {
      cause: error,
    });
  }
}
