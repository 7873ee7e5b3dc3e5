import { ensureBuilt } from '../../../scripts/prepare.mjs';

/** The tests start the command line as it is built; built from its sources anew, each start would take four times as long. */
export function setup() {
  ensureBuilt();
}
