// A network as the writers of other programs' formats get it: plain data.

import type { Shape } from "../tensor/shape.js";
import type { DescribedNetwork, DescribedUse } from "./opened.js";
import type { StoredTensor } from "./safetensors/safetensors.js";

export interface NetworkToWrite {
  readonly network: DescribedNetwork;
  /** The shape of every layer's output, and of every repeated call's, by its name; without the batch axis. */
  readonly shapes: ReadonlyMap<string, Shape>;
  /** The weights of every layer by its name, each layer's in the order of Keras. */
  readonly weights: ReadonlyMap<string, readonly NamedWeight[]>;
  readonly use: DescribedUse;
}

export interface NamedWeight extends StoredTensor {
  /** In its layer, such as `kernel`. */
  readonly name: string;
  /** Whether gradients change it; batch norm's statistics they do not. */
  readonly learned: boolean;
}
