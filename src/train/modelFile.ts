// A trained model as one safetensors file: the tensors, and in the metadata all that is needed to use and repeat it.

import { type PreprocessMode, preprocessModes } from "../data/preprocess.js";
import { type ResizeMethod, resizeMethods } from "../data/resize.js";
import { readSafetensors, writeSafetensors } from "../io/safetensors.js";
import { LinnetError } from "../tensor/errors.js";
import { checkFormat, type Metadata, parseEntry } from "./metadata.js";
import { type Model, modelFromConfig } from "./model.js";
import type { NetworkConfig } from "./network.js";

/** What a model file says beside the weights. */
export interface ModelRecord {
  /** The name of each output, in order. */
  readonly classes: readonly string[];
  readonly preprocessing: { readonly mode: PreprocessMode; readonly resize: ResizeMethod };
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
  checkFormat(metadata, { file, format: FORMAT, what: "a model" });
  const model = buildModel(parseEntry(metadata, "architecture", file), file);
  model.loadWeights(tensors, { file });
  return { model, record: readRecord(metadata, model, file) };
}

/** The configuration is a stranger's: whatever is wrong with it ends as an error that names the file. */
function buildModel(config: unknown, file: string): Model {
  try {
    return modelFromConfig(config as NetworkConfig);
  } catch (error) {
    throw new LinnetError(
      `${file}: no model can be made of the metadata's "architecture" (${error instanceof Error ? error.message : error})`,
    );
  }
}

function readRecord(metadata: Metadata, { outputShape }: Model, file: string): ModelRecord {
  const classes = parseEntry(metadata, "classes", file) as ModelRecord["classes"];
  const outputs = outputShape[outputShape.length - 1];
  const isNames = Array.isArray(classes) && classes.every((name) => typeof name === "string");
  if (!isNames || classes.length !== outputs)
    throw new LinnetError(`${file}: expected ${outputs} names in the metadata's "classes", got ${metadata.classes}`);
  const preprocessing = parseEntry(metadata, "preprocessing", file) as ModelRecord["preprocessing"] | null;
  if (preprocessing === null || !isKnown(preprocessing)) {
    const modes = `mode among ${preprocessModes.join(", ")} and resize among ${resizeMethods.join(", ")}`;
    throw new LinnetError(`${file}: expected "preprocessing" with ${modes}, got ${metadata.preprocessing}`);
  }
  return { classes, preprocessing, training: parseEntry(metadata, "training", file) as ModelRecord["training"] };
}

function isKnown({ mode, resize }: ModelRecord["preprocessing"]): boolean {
  return preprocessModes.includes(mode) && resizeMethods.includes(resize);
}
