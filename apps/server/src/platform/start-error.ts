/** A reason not to start that a person can remove; the message is one sentence and needs no stack trace. */
export class StartError extends Error {
  override readonly name: string = 'StartError';
}
