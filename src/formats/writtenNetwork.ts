// A network as the writers of other programs' formats get it: plain data.

import type { Shape } from "../tensor/shape.js";
import type { DescribedNetwork, DescribedUse } from "./opened.js";
import type { StoredTensor } from "./safetensors/safetensors.js";

export interface WrittenNetwork {
  readonly network: DescribedNetwork;
  /** The shape of every layer's output, and of every repeated call's, by its name; without the batch axis. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** The weights of every layer by its name, each layer's in the order of Keras. */
  readonly weights: ReadonlyMap<string, readonly NamedWeight[]>;
  readonly use: DescribedUse;
  /** How it is trained, where that can go on elsewhere. */
  readonly training?: TrainingToWrite;
}

/** By Keras's names. */
export interface TrainingToWrite {
  /** The optimizer's. */
  readonly className: string;
  readonly config: { readonly [argument: string]: unknown };
  readonly loss: string;
  readonly metrics: readonly string[];
  readonly learningRate: number;
  /** Steps that were made. */
  readonly iterations: number;
  /** What the optimizer remembers of each weight that is trained, by `layer/weight`. */
  readonly moments: ReadonlyMap<string, readonly StoredTensor[]>;
}

export interface NamedWeight extends StoredTensor {
  /** In its layer, such as `kernel`. */
  readonly name: string;
  /** Of all, as `layer/kernel`. */
  readonly key: string;
  /** Whether gradients change it; batch norm's statistics they do not. */
  readonly learned: boolean;
}
