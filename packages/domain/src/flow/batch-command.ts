/** Commands that may be given to several flows in one request. Deleting several has a route of its own. */
export const batchCommands = ['pause', 'resume'] as const;
export type BatchCommand = (typeof batchCommands)[number];
