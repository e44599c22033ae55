// What `linnet prune` can be told.

import type { BackendName } from "../../backends/index.js";

/** The options of `linnet prune`, with their defaults filled in. */
export interface PruneOptions {
  readonly sparsity: readonly number[];
  readonly layers?: readonly string[];
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly limit?: number;
  readonly threads?: number;
  readonly backend: BackendName;
  readonly strict: boolean;
  readonly output: string;
  readonly json?: string;
  readonly chart?: string;
}
