// What `fit` takes to keep a run in a file.

import type { Identity } from "./identity.js";

export interface CheckpointOptions {
  /** The file that keeps the run. It is whole however the process ends. */
  readonly file: string;
  /** The folder of the file, to be made if it is not there. Default: none is made. */
  readonly folder?: string;
  /** Seconds between two saves inside an epoch; every epoch ends with one. Default: 60. */
  readonly everySeconds?: number;
  /** Steps between two saves inside an epoch, counted in each epoch. Default: none, `everySeconds` decides. */
  readonly everySteps?: number;
  /** Whether the run continues from the file if it exists; false replaces it. Default: true. */
  readonly resume?: boolean;
  /** Whether the file is removed after the last epoch. Default: true. */
  readonly deleteAtEnd?: boolean;
  /** What else must be the same for the run to continue, such as options and data. Default: nothing. */
  readonly identity?: Identity;
}
