// What every library in a page is asked for.

import type { NetworkName } from "../peers/network.ts";

export interface InferenceOptions {
  readonly network: NetworkName;
  readonly threads: number;
  readonly batch: number;
}

export interface Inference {
  /** Takes pictures `[batch, 224, 224, 3]`, gives logits `[batch, 1000]`. */
  predict(pixels: Float32Array): Promise<Float32Array>;
  /** How it runs, for a person. */
  readonly how: string;
}
