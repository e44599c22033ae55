// The weights of a TensorFlow.js model: groups of tensors, each group cut into files ("shards") that lie beside model.json, as
// its writer and `decodeWeights` of @tensorflow/tfjs-core have them.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { formatShape, type Shape, sizeOf } from "../../tensor/shape.js";
import { numberTypes } from "../numbers.js";
import type { Siblings } from "../opened.js";
import type { Constant } from "../opGraphTypes.js";

/** How numbers were made smaller: `value = stored * scale + min`, or half precision. */
interface Quantization {
  readonly dtype: "uint8" | "uint16" | "float16";
  readonly scale: number;
  readonly min: number;
}

interface WeightEntry {
  readonly where: string;
  readonly name: string;
  readonly type: ManifestType;
  readonly shape: Shape;
  readonly quantization: Quantization | null;
}

type ManifestType = "float32" | "int32" | "bool" | "string";

/**
 * Every tensor of a `weightsManifest`, by its name.
 * @param file the model.json, for errors
 * @throws LinnetError naming the group, the shard or the tensor that is missing, cut short, too long or of an unknown type
 */
export async function readWeightsManifest(
  manifest: unknown,
  file: string,
  siblings: Siblings,
): Promise<ReadonlyMap<string, Constant>> {
  if (!Array.isArray(manifest))
    throw new LinnetError(`${file}: expected "weightsManifest" to be a list of groups, got ${describe(manifest)}`);
  const constants = new Map<string, Constant>();
  for (const [index, group] of manifest.entries()) {
    const where = `${file}: weightsManifest[${index}]`;
    const { paths, weights } = checkGroup(group, where);
    const entries = weights.map((entry) => checkEntry(entry, where));
    const bytes = await readShards(paths, where, siblings);
    for (const [name, constant] of readGroup(entries, bytes, where)) {
      if (constants.has(name))
        throw new LinnetError(`${where}: expected each tensor once, got ${describe(name)} twice`);
      constants.set(name, constant);
    }
  }
  return constants;
}

function checkGroup(group: unknown, where: string): { paths: readonly string[]; weights: readonly unknown[] } {
  const { paths, weights } = (group ?? {}) as { paths?: unknown; weights?: unknown };
  const isNames = Array.isArray(paths) && paths.every((path) => typeof path === "string");
  if (isNames && Array.isArray(weights)) return { paths, weights };
  throw new LinnetError(`${where}: expected { paths, weights }, both lists, got ${describe(group)}`);
}

function checkEntry(entry: unknown, group: string): WeightEntry {
  const { name, shape, dtype, quantization } = (entry ?? {}) as { readonly [key: string]: unknown };
  if (typeof name !== "string") throw new LinnetError(`${group}: expected a tensor's name, got ${describe(name)}`);
  const where = `${group}: tensor ${describe(name)}`;
  if (dtype !== "float32" && dtype !== "int32" && dtype !== "bool" && dtype !== "string")
    throw new LinnetError(`${where}: expected a type among float32, int32, bool, string, got ${describe(dtype)}`);
  if (!isShape(shape)) throw new LinnetError(`${where}: expected a shape, got ${JSON.stringify(shape)?.slice(0, 100)}`);
  return { where, name, shape, type: dtype, quantization: checkQuantization(quantization, dtype, where) };
}

function isShape(shape: unknown): shape is Shape {
  return (
    Array.isArray(shape) &&
    shape.every((length) => Number.isSafeInteger(length) && length >= 0) &&
    sizeOf(shape.filter((length) => length > 0)) <= Number.MAX_SAFE_INTEGER
  );
}

function checkQuantization(given: unknown, type: ManifestType, where: string): Quantization | null {
  if (given === undefined || given === null) return null;
  const { dtype, scale = 1, min = 0 } = given as { readonly [key: string]: unknown };
  const isKnown = dtype === "uint8" || dtype === "uint16" || dtype === "float16";
  const fits = dtype === "float16" ? type === "float32" : type === "float32" || type === "int32";
  if (!isKnown || !fits) {
    const expected = "uint8 or uint16 for float32 and int32, float16 for float32";
    throw new LinnetError(`${where}: expected a quantization to ${expected}, got ${describe(dtype)} for ${type}`);
  }
  if (!Number.isFinite(scale) || !Number.isFinite(min))
    throw new LinnetError(`${where}: expected finite "scale" and "min", got ${describe(scale)} and ${describe(min)}`);
  return { dtype, scale: scale as number, min: min as number };
}

/** The bytes of a group's files, one after the other: a tensor may begin in one and end in the next. */
async function readShards(paths: readonly string[], where: string, siblings: Siblings): Promise<Uint8Array> {
  const shards: Uint8Array[] = [];
  for (const path of paths) {
    if (/^[/\\]|^\w+:|(^|[/\\])\.\.([/\\]|$)/.test(path))
      throw new LinnetError(`${where}: expected names of files beside it, got ${describe(path)}`);
    const shard = await siblings(path);
    if (shard === null)
      throw new LinnetError(
        `${where}: its weights are in ${describe(path)}, which is not there: keep it beside the model`,
      );
    shards.push(shard);
  }
  if (shards.length === 1) return shards[0]!;
  const bytes = new Uint8Array(shards.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const shard of shards) {
    bytes.set(shard, end);
    end += shard.length;
  }
  return bytes;
}

function readGroup(entries: readonly WeightEntry[], bytes: Uint8Array, where: string): [string, Constant][] {
  let start = 0;
  const read = entries.map((entry): [string, Constant] => {
    const { values, length } =
      entry.type === "string" ? readStrings(entry, bytes, start) : readNumbers(entry, bytes, start);
    start += length;
    return [entry.name, { type: entry.type, shape: entry.shape, values }];
  });
  if (start === bytes.length) return read;
  throw new LinnetError(`${where}: expected ${start} bytes in its files, got ${bytes.length}`);
}

interface ReadValues {
  readonly values: Constant["values"];
  readonly length: number;
}

function readNumbers({ where, type, shape, quantization }: WeightEntry, bytes: Uint8Array, start: number): ReadValues {
  const { bytes: each, read } = numberTypes[quantization?.dtype ?? (type as Exclude<ManifestType, "string">)];
  const count = sizeOf(shape);
  const length = count * each;
  if (start + length > bytes.length) {
    const found = `${Math.max(0, bytes.length - start)} of the group's ${bytes.length} bytes are left`;
    throw new LinnetError(`${where}: expected ${length} bytes for ${formatShape(shape)}, ${found}`);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset + start, length);
  const values = type === "float32" ? new Float32Array(count) : new Float64Array(count);
  const { scale, min } =
    quantization?.dtype === "float16" || quantization === null ? { scale: 1, min: 0 } : quantization;
  for (let index = 0; index < count; index += 1) values[index] = read(view, index * each, true);
  if (scale !== 1 || min !== 0)
    for (let index = 0; index < count; index += 1) values[index] = values[index]! * scale + min;
  return { values: type === "int32" && quantization !== null ? values.map(Math.round) : values, length };
}

/** Each is its length in 4 bytes, then UTF-8. */
function readStrings({ where, shape }: WeightEntry, bytes: Uint8Array, start: number): ReadValues {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const values: string[] = [];
  let end = start;
  for (let left = sizeOf(shape); left > 0; left -= 1) {
    const begin = end + 4;
    end = begin <= bytes.length ? begin + view.getUint32(begin - 4, true) : bytes.length + 1;
    if (end > bytes.length)
      throw new LinnetError(
        `${where}: expected ${sizeOf(shape)} strings, the group's bytes end after ${values.length}`,
      );
    values.push(new TextDecoder().decode(bytes.subarray(begin, end)));
  }
  return { values, length: end - start };
}
