import { ownMemory, serveTasks } from '../../platform/serve-tasks.ts';
import { type BlockResult, type BlockSetup, type BlockTask, BlockWork } from './block-work.ts';

/** A thread that cleanses blocks. */
serveTasks<BlockTask, BlockResult>((setup) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sent by cleanse-import.service.ts
  const work = new BlockWork(setup as BlockSetup);
  return {
    run: (task) => work.run(task),
    transfer: ({ body, wanted }) =>
      ownMemory([body, ...wanted.flatMap(({ bytes, ends, ids }) => [bytes, ends, ids])]),
  };
});
