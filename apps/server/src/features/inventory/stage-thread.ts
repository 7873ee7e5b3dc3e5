import { serveTasks } from '../../platform/serve-tasks.ts';
import { type StageSetup, type StageTask, StageWork, type WrittenGroups } from './stage-work.ts';

/** A thread that writes out the groups of imports for the database. */
serveTasks<StageTask, WrittenGroups[]>((setup) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sent by create-assets.service.ts
  const work = new StageWork(setup as StageSetup);
  return {
    run: (task) => work.run(task),
    // Each piece has memory of its own, some of it unused.
    transfer: (written) =>
      written.map(({ rows }) => rows.buffer).filter((memory) => memory instanceof ArrayBuffer),
  };
});
