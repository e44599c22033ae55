// A trained model as one safetensors file: the tensors, and in the metadata all that is needed to use and repeat it.

import type { PreprocessMode } from "../data/preprocess.js";
import { readSafetensors, writeSafetensors } from "../io/safetensors.js";
import { LinnetError } from "../tensor/errors.js";
import { type Model, modelFromConfig } from "./model.js";

/** What a model file says beside the weights. */
export interface ModelRecord {
  /** The name of each output, in order. */
  readonly classes: readonly string[];
  readonly preprocessing: { readonly mode: PreprocessMode; readonly resize: "bilinear" | "antialias" | "nearest" };
  /** How it was trained: options, figures, versions. */
  readonly training: { readonly [name: string]: unknown };
}

const FORMAT = "linnet/1";

/** The bytes of a model file. */
export function encodeModel(model: Model, record: ModelRecord): Uint8Array {
  return writeSafetensors(model.getWeights(), {
    format: FORMAT,
    architecture: JSON.stringify(model.toConfig()),
    classes: JSON.stringify(record.classes),
    preprocessing: JSON.stringify(record.preprocessing),
    training: JSON.stringify(record.training),
  });
}

/**
 * The model in the bytes of a file.
 * @throws LinnetError naming the file, where it is no safetensors file, or no model of linnet, or is not whole
 */
export function decodeModel(bytes: Uint8Array, file: string): { model: Model; record: ModelRecord } {
  const { tensors, metadata } = readSafetensors(bytes, file);
  if (metadata.format !== FORMAT) {
    const found = metadata.format === undefined ? "none" : `"${metadata.format}"`;
    throw new LinnetError(`${file}: expected a model of linnet (metadata "format" ${FORMAT}), got ${found}`);
  }
  const model = modelFromConfig(parseEntry(metadata, "architecture", file));
  model.loadWeights(tensors, { file });
  const record: ModelRecord = {
    classes: parseEntry(metadata, "classes", file),
    preprocessing: parseEntry(metadata, "preprocessing", file),
    training: parseEntry(metadata, "training", file),
  };
  return { model, record };
}

function parseEntry<T>(metadata: { readonly [name: string]: string }, name: string, file: string): T {
  try {
    return JSON.parse(metadata[name] ?? "") as T;
  } catch {
    throw new LinnetError(`${file}: expected JSON in the metadata's "${name}", got ${metadata[name] ?? "nothing"}`);
  }
}
