/** What the exit code of a command says; the table is part of `--help`. */
export const exitCodes = {
  completed: 0,
  failed: 1,
  usage: 2,
  waitsForPerson: 3,
  refused: 4,
  flowFailed: 5,
  unreachable: 6,
  doesNotReconcile: 7,
  inconsistent: 8,
  needsConfirmation: 9,
  interrupted: 130,
} as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** The table of exit codes as `landfall import --help` prints it. */
export const exitCodeHelp = `
Exit codes:
    0  the flow completed and every source row is accounted for
    1  an unexpected error
    2  the command line is wrong
    3  the flow waits for a person (approve in the web application, or use --yes)
    4  the server refused the file or the request; nothing was stored
    5  the flow failed or was cancelled; it can be retried in the web application
    6  the server or the database cannot be reached
    7  the flow completed, but its rows do not add up
    9  the flow waits, because many existing assets would change; see --confirm-large-change
  130  interrupted by Ctrl-C`;

/** An end of a command that is expected: a sentence for standard error, and the code the process exits with. */
export class CommandEnd extends Error {
  override readonly name = 'CommandEnd';
  readonly exitCode: ExitCode;
  constructor(exitCode: ExitCode, sentence: string, options?: ErrorOptions) {
    super(sentence, options);
    this.exitCode = exitCode;
  }
}
