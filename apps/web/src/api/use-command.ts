import { type UseMutationResult, useMutation } from '@tanstack/react-query';

/**
 * A change a person asks for by one click. The Idempotency-Key is made once per click, so a repeat on the wire
 * is the same command; `isPending` disables the button until the server has answered.
 */
export function useCommand<Input, Answer>(
  run: (input: Input, key: string) => Promise<Answer>,
  options: {
    onSuccess?: (answer: Answer, input: Input) => unknown;
    onError?: (error: Error, input: Input) => unknown;
  } = {},
): UseMutationResult<Answer, Error, Input> {
  return useMutation({
    mutationFn: (input: Input) => run(input, crypto.randomUUID()),
    retry: false,
    ...(options.onSuccess && {
      onSuccess: async (answer: Answer, input: Input) => {
        await options.onSuccess?.(answer, input);
      },
    }),
    ...(options.onError && {
      onError: async (error: Error, input: Input) => {
        await options.onError?.(error, input);
      },
    }),
  });
}
