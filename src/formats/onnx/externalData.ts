// Numbers of tensors that stand in files beside the model's: https://onnx.ai/onnx/repo-docs/ExternalData.html.

import { LinnetError } from "../../tensor/errors.js";
import type { Siblings } from "../opened.js";
import type { TensorProto } from "./onnx_pb.js";

/** Gives the bytes of tensors; each file is read once. */
export function externalReader(siblings: Siblings): (tensor: TensorProto) => Promise<Uint8Array | null> {
  const files = new Map<string, Promise<Uint8Array | null>>();
  return async (tensor) => {
    if (tensor.dataLocation !== 1) return null;
    const entries = new Map(tensor.externalData.map(({ key, value }) => [key, value]));
    const location = entries.get("location") ?? "";
    // A model must not say which other files of the machine are read.
    if (location === "" || /(^|[/\\])\.\.([/\\]|$)|^[/\\]|:/.test(location))
      throw new LinnetError(`expected its numbers in a file below the model's folder, got "${location}"`);
    const file = files.get(location) ?? siblings(location);
    files.set(location, file);
    const bytes = await file;
    if (bytes === null) throw new LinnetError(`its numbers are in the file ${location}, which is not there`);
    return part(bytes, location, [entries.get("offset"), entries.get("length")]);
  };
}

function part(bytes: Uint8Array, file: string, [offset = "0", length]: (string | undefined)[]): Uint8Array {
  const begin = Number(offset);
  const end = length === undefined ? bytes.length : begin + Number(length);
  if (Number.isInteger(begin) && Number.isInteger(end) && begin >= 0 && begin <= end && end <= bytes.length)
    return bytes.subarray(begin, end);
  throw new LinnetError(
    `its numbers do not lie within ${file}, which has ${bytes.length} bytes (from ${offset}, ${length})`,
  );
}
