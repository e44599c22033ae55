// The weights of a model of Keras by linnet's names, from what a file says of each layer: values, in Keras's order.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { StoredTensor } from "../safetensors/safetensors.js";
import type { KerasLayer } from "./kerasModel.js";
import { layerTable } from "./layerTable.js";

/** A weight as a file has it. */
export interface NamedTensor {
  /** As `conv1/kernel:0`; a number if the file has no names. */
  readonly name: string;
  readonly tensor: StoredTensor;
}

/** A weight that a layer is expected to have. */
export interface ExpectedWeight {
  readonly name: string;
  readonly alias: string | null;
  readonly isStatistic: boolean;
}

/** The layer that a weight's name begins with: of `conv1/kernel`, or of `model/conv1/kernel`. */
export function ownerOf(weight: string, byName: ReadonlyMap<string, KerasLayer>): KerasLayer | undefined {
  const path = weight.split("/").slice(0, -1);
  return path.map((_, start) => byName.get(path.slice(start).join("/"))).find((layer) => layer !== undefined);
}

/** In Keras's order; null for a layer of one's own, of which only its file knows. */
export function expectedWeights({ className, config }: KerasLayer): readonly ExpectedWeight[] | null {
  const rule = Object.hasOwn(layerTable, className) ? layerTable[className] : undefined;
  if (rule === undefined) return isPlain(className) ? [] : null;
  return rule.weights
    .filter(({ isThere }) => isThere === undefined || isThere(config))
    .map(({ name, alias = null, isStatistic = false }) => ({ name, alias, isStatistic }));
}

/** Layers that are not in the table and have no weights. */
function isPlain(className: string): boolean {
  return ["InputLayer", "TFOpLambda", "TensorFlowOpLayer", "SlicingOpLambda"].includes(className);
}

/** The last word of a weight's name: `kernel` of `conv1/kernel:0`. */
export function weightWord(name: string): string {
  const path = name.replace(/:\d+$/, "");
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * The weights of one layer by linnet's names for them. By name if the file's are the layer's, else in Keras's order.
 * @throws LinnetError naming the layer if there are more or fewer
 */
export function weightsOfLayer(layer: KerasLayer, found: readonly NamedTensor[]): ReadonlyMap<string, StoredTensor> {
  const expected = expectedWeights(layer);
  if (expected === null) return new Map(found.map(({ name, tensor }) => [weightWord(name), tensor]));
  if (expected.length !== found.length) {
    const names = expected.map(({ name }) => name).join(", ");
    const [wanted, got] = [`${expected.length} weights${names && ` (${names})`}`, `${found.length}`];
    const shown = found.slice(0, 5).map(({ name }) => name);
    throw new LinnetError(`${layer.where}: expected ${wanted}, the file has ${got}: ${describe(shown.join(", "))}`);
  }
  const byWord = new Map(found.map(({ name, tensor }) => [weightWord(name), tensor]));
  const named = expected.map(({ name, alias }) => byWord.get(name) ?? (alias === null ? undefined : byWord.get(alias)));
  const isNamed = byWord.size === found.length && named.every((tensor) => tensor !== undefined);
  return new Map(expected.map(({ name }, index) => [name, isNamed ? named[index]! : found[index]!.tensor]));
}
