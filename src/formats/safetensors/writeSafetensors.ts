// Writing safetensors files (https://huggingface.co/docs/safetensors).

import { checkArgument, checkList } from "../../tensor/checkArgument.js";
import { checkOptions } from "../../tensor/checkOptions.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { numberToHalf } from "./numberToHalf.js";
import { safetensorsBytes, type TensorToWrite, typesOfArrays } from "./safetensorsBytes.js";

export interface WriteOptions {
  /** How tensors of float32 are stored: `F16` takes half the bytes and rounds to 11 significant bits. Default: `F32`. */
  readonly dtype?: "F32" | "F16";
}

/**
 * The bytes of a file with these tensors; the data begins at a multiple of 8.
 * @throws LinnetError naming the tensor if F16 is asked for and it holds a finite number beyond 65504
 */
export function writeSafetensors(
  tensors: ReadonlyMap<string, TensorToWrite>,
  metadata: { readonly [name: string]: string } = {},
  options: WriteOptions = {},
): Uint8Array {
  checkArgument("writeSafetensors", "tensors", tensors, Map);
  checkArgument("writeSafetensors", "metadata", metadata, "object");
  checkOptions("writeSafetensors", options, { dtype: "string" });
  for (const [name, tensor] of tensors) checkTensor(name, tensor);
  if (options.dtype !== "F16") return safetensorsBytes(tensors, metadata);
  const halves = [...tensors].map(([name, { shape, values }]) => {
    return [name, { shape, values: values instanceof Float32Array ? toHalves(values, name) : values }] as const;
  });
  return safetensorsBytes(new Map(halves), metadata);
}

function checkTensor(name: string, tensor: TensorToWrite): void {
  const where = `writeSafetensors: tensor ${describe(name)}`;
  const ofArray: unknown = tensor?.values?.constructor;
  if (!typesOfArrays.has(ofArray) || ofArray === Uint16Array)
    checkArgument(where, "values", tensor?.values, Float32Array);
  checkList(where, "shape", tensor.shape, "number");
}

function toHalves(values: Float32Array, name: string): Uint16Array {
  return Uint16Array.from(values, (value) => {
    const half = numberToHalf(value);
    if ((half & 0x7fff) === 0x7c00 && Number.isFinite(value)) {
      throw new LinnetError(`tensor "${name}": expected numbers of at most 65504 for F16, got ${value}`);
    }
    return half;
  });
}
