/** The same promise, whose failure counts as heard: whoever asked for it awaits it after something else that may fail first. */
export function heardLater<Result>(promise: Promise<Result>): Promise<Result> {
  promise.catch(() => {});
  return promise;
}
