// The few functions that pickles of tensors call, by what they would give.

import { describe } from "../../tensor/describe.js";
import type { Fail, PickleContext } from "./pickleMachine.js";
import { GlobalName, type PickledValue, StorageReference, TensorReference } from "./values.js";

/** PyTorch's own limit. */
const MOST_AXES = 64;

type Known = (given: readonly PickledValue[], fail: Fail) => PickledValue;

export const tensorContext: PickleContext = { call: callKnown, persistent };

/** What a call of the function gives; null if it is not known. */
function callKnown(name: string, given: readonly PickledValue[], fail: Fail): PickledValue | null {
  return Object.hasOwn(known, name) ? known[name]!(given, fail) : null;
}

const first: Known = ([value], fail) => {
  if (value === undefined) throw fail("expected an argument");
  return value;
};

const known: { readonly [name: string]: Known } = {
  "collections.OrderedDict": orderedDict,
  "torch._utils._rebuild_tensor": rebuildTensor,
  "torch._utils._rebuild_tensor_v2": rebuildTensor,
  "torch._utils._rebuild_tensor_v3": rebuildTensor,
  "torch._utils._rebuild_parameter": first,
  "torch._utils._rebuild_parameter_with_state": first,
  "torch._tensor._rebuild_from_type_v2": rebuildFromType,
  "torch.Size": first,
  "torch.device": first,
  "builtins.set": first,
  "__builtin__.set": first,
};

/** Empty, or with pairs, as Python 2 writes it. */
function orderedDict(given: readonly PickledValue[], fail: Fail): PickledValue {
  const pairs = given[0] ?? [];
  const isPair = (pair: PickledValue): pair is [PickledValue, PickledValue] => Array.isArray(pair) && pair.length === 2;
  if (!Array.isArray(pairs) || !pairs.every(isPair)) throw fail("expected pairs of an OrderedDict");
  return new Map(pairs);
}

/** `(storage, start, shape, strides, requires_grad, hooks, …)`; the third kind has the type next, the second flags. */
function rebuildTensor(given: readonly PickledValue[], fail: Fail): PickledValue {
  const [storage, start, shape, strides, , , typeOrFlags] = given;
  if (!(storage instanceof StorageReference)) throw fail("expected a tensor of a storage");
  const isPlaced = isCount(start) && isCounts(shape) && isCounts(strides);
  if (!isPlaced || shape.length !== strides.length || shape.length > MOST_AXES)
    throw fail("expected a tensor with a place in its storage, a shape and strides");
  if (typeOrFlags instanceof Map && [...typeOrFlags.values()].includes(true))
    throw fail(`expected a plain tensor, got one with ${describe([...typeOrFlags.keys()][0])}`);
  const type = typeOrFlags instanceof GlobalName ? typeOrFlags.name : null;
  return new TensorReference(storage, start, shape, strides, type);
}

/** A tensor with attributes of Python: `(function, class, its arguments, attributes)`. */
function rebuildFromType([callee, , given]: readonly PickledValue[], fail: Fail): PickledValue {
  if (callee instanceof GlobalName && /\._rebuild_tensor/.test(callee.name) && Array.isArray(given)) {
    const tensor = callKnown(callee.name, given, fail);
    if (tensor !== null) return tensor;
  }
  throw fail("expected a tensor with attributes");
}

function isCount(value: PickledValue | undefined): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isCounts(value: PickledValue | undefined): value is number[] {
  return Array.isArray(value) && value.every(isCount);
}

/** What stands outside of a pickle is a storage, or, in older files, the class of a model with its source. */
function persistent(id: PickledValue, fail: Fail): PickledValue {
  const isClass = Array.isArray(id) && id[0] === "module" && id[1] instanceof GlobalName;
  return isClass ? id[1]! : storageOf(id, fail);
}

/**
 * `("storage", class, key, device, length)`, and in older files a part of it: `(key, start, length)`.
 * @throws the error of `fail` for anything else
 */
function storageOf(id: PickledValue, fail: Fail): StorageReference {
  if (!Array.isArray(id) || id[0] !== "storage") throw fail("expected a storage of a tensor");
  const [, type, key, , length, part] = id;
  const isKey = typeof key === "string" || typeof key === "number";
  if (!(type instanceof GlobalName) || !isKey || !isCount(length))
    throw fail("expected a storage with a type, a key and a length");
  const [, start = 0] = Array.isArray(part) ? part : [];
  if (!isCount(start)) throw fail("expected a part of a storage with its place");
  return new StorageReference(String(key), type.name, length, start);
}
