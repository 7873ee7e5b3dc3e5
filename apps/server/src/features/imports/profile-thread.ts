import type { CellsParts } from '@landfall/domain/tabular/column-cells';
import type { SourceColumn } from '@landfall/domain/tabular/file-layout';
import { ColumnProfilers } from '@landfall/domain/tabular/file-profiler';
import { serveTasks } from '../../platform/serve-tasks.ts';
import { memoryOfBlock, type ProfileAnswer, type ProfileTask } from './profile-task.ts';

/** A thread that profiles the columns of files while their rows are read in another. */
serveTasks<ProfileTask, ProfileAnswer>((columns) => {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- sent by profile-columns.ts
  const profilers = new ColumnProfilers(columns as readonly SourceColumn[]);
  return {
    run: async (task) => (task === 'finish' ? [...profilers.finish()] : added(profilers, task)),
    transfer: (answer) => ('rowCount' in answer ? memoryOfBlock(answer) : []),
  };
});

function added(profilers: ColumnProfilers, block: CellsParts): CellsParts {
  profilers.add(block);
  return block;
}
