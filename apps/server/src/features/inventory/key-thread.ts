import { ownMemory, serveTasks } from '../../platform/serve-tasks.ts';
import type { KeyParts } from './key-numbers.ts';
import { type KeySetup, type KeyTask, KeyWork } from './keys-apart.ts';

/** A thread that numbers identity keys of imports. */
serveTasks<KeyTask, KeyParts[]>((setup) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sent by keys-apart.ts
  const work = new KeyWork(setup as KeySetup);
  return {
    run: async (task) => work.run(task),
    transfer: (parts) =>
      ownMemory(
        parts.flatMap(({ ids, values: { slots, hashes, bytes, ends } }) => [ids, slots, hashes, bytes, ends]),
      ),
  };
});
