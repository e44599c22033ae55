// What `linnet train` can be told.

import type { BackendName } from "../../backends/index.js";

/** The options of `linnet train`, with their defaults filled in. */
export interface TrainOptions {
  readonly weights?: string;
  readonly epochs: number;
  readonly batchSize: number;
  readonly learningRate: number;
  readonly augment: boolean;
  readonly testSize: number;
  readonly hidden: number;
  readonly dropout: number;
  readonly alpha: number;
  readonly size: number;
  readonly seed: number;
  readonly limit?: number;
  readonly threads?: number;
  readonly backend: BackendName;
  readonly output: string;
  readonly csv?: string;
  readonly strict: boolean;
}
