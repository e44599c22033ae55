// The named tensors of what a pickle holds: a state_dict, or one in a checkpoint of a training.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { type PickledValue, TensorReference } from "./values.js";

/** Where trainings keep the weights beside the optimizer's state, the one that is taken first. */
const WEIGHTS_KEYS = ["state_dict", "model_state_dict", "model", "net", "weights", "params"];

/** Before every name, where a model ran inside of another. */
const WRAPPERS = ["module.", "_orig_mod."];

/** Data that refers to itself, over and over, would never end. */
const MOST_VALUES = 200_000;
const DEEPEST = 32;
const LONGEST_NAME = 1000;

/** @throws LinnetError naming the file if it holds no tensors, or refers to itself */
export function namedTensors(value: PickledValue, file: string): ReadonlyMap<string, TensorReference> {
  const tensors = new Map<string, TensorReference>();
  let seen = 0;
  const collect = (inner: PickledValue, path: readonly string[]): void => {
    seen += 1;
    if (inner instanceof TensorReference) tensors.set(path.length === 0 ? "tensor" : nameOf(path, file), inner);
    if (!(inner instanceof Map) && !Array.isArray(inner)) return;
    if (path.length === DEEPEST || seen > MOST_VALUES)
      throw new LinnetError(`${file}: expected named tensors, got data that is too deep or refers to itself`);
    for (const [key, entry] of inner.entries())
      if (typeof key === "string" || typeof key === "number") collect(entry, [...path, String(key)]);
  };
  collect(weightsOf(value), []);
  if (tensors.size === 0) throw new LinnetError(`${file}: expected tensors, there are none in it`);
  return WRAPPERS.reduce(withoutPrefix, tensors);
}

function weightsOf(value: PickledValue): PickledValue {
  if (!(value instanceof Map)) return value;
  const inner = WEIGHTS_KEYS.map((key) => value.get(key)).find((entry) => entry instanceof Map);
  return inner ?? value;
}

function nameOf(path: readonly string[], file: string): string {
  const length = path.reduce((sum, part) => sum + part.length + 1, 0);
  if (length > LONGEST_NAME) throw new LinnetError(`${file}: expected short names, got ${describe(path.at(-1))}`);
  return path.join(".");
}

function withoutPrefix(
  tensors: ReadonlyMap<string, TensorReference>,
  prefix: string,
): ReadonlyMap<string, TensorReference> {
  const names = [...tensors.keys()];
  if (!names.every((name) => name.startsWith(prefix))) return tensors;
  return new Map([...tensors].map(([name, tensor]) => [name.slice(prefix.length), tensor]));
}
