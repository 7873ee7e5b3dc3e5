import type { UploadOptions } from '../../api/entities.ts';

/** How a person wants the chosen file read, and how to change it. */
export interface Choosing {
  readonly choices: UploadOptions;
  readonly onChoices: (choices: UploadOptions) => void;
}
