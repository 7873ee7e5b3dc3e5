const waiting: (() => void)[] = [];
let isAsked = false;

/**
 * Lets others run first: whoever asked for a turn before, and all answers that have come in meanwhile. Of those who
 * wait for a turn one goes on at a time, so however many imports work in one process, a request does not wait for a
 * piece of each of them between any two of its own steps. For work in the background: a request that takes long lets
 * others run by `setImmediate`, and does not queue up behind imports.
 */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve);
    askForTurn();
  });
}

function askForTurn(): void {
  if (isAsked || waiting.length === 0) return;
  isAsked = true;
  setImmediate(() => {
    isAsked = false;
    waiting.shift()?.();
    askForTurn();
  });
}
