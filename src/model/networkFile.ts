// A trained model as one safetensors file: the tensors, and in the metadata all that is needed to use and repeat it.

import { type PreprocessMode, preprocessModes } from "../data/preprocess.js";
import { type ResizeMethod, resizeMethods } from "../data/resize.js";
import { checkFormat, type Metadata, parseEntry } from "../formats/safetensors/metadata.js";
import { readSafetensors, writeSafetensors } from "../formats/safetensors/safetensors.js";
import { LinnetError } from "../tensor/errors.js";
import { type Network, type NetworkConfig, type NetworkOptions, networkFromConfig } from "./network.js";

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
export function encodeNetwork(network: Network, record: ModelRecord): Uint8Array {
  return writeSafetensors(network.getWeights(), {
    format: FORMAT,
    architecture: JSON.stringify(network.toConfig()),
    classes: JSON.stringify(record.classes),
    preprocessing: JSON.stringify(record.preprocessing),
    training: JSON.stringify(record.training),
  });
}

/** A network from its file, and what the file says beside the weights. */
export interface DecodedNetwork<N extends Network> {
  readonly network: N;
  readonly record: ModelRecord;
}

/**
 * The network in the bytes of a file.
 * @param make what the network becomes: one that only predicts, or a model that can be trained further
 * @throws LinnetError naming the file, if it is no safetensors file, or no model of linnet, or is not whole
 */
export function decodeNetwork<N extends Network>(
  bytes: Uint8Array,
  file: string,
  make: (options: NetworkOptions) => N,
): DecodedNetwork<N> {
  const { tensors, metadata } = readSafetensors(bytes, file);
  checkFormat(metadata, { file, format: FORMAT, what: "a model" });
  const network = buildNetwork(parseEntry(metadata, "architecture", file), file, make);
  network.loadWeights(tensors, { file });
  return { network, record: readRecord(metadata, network, file) };
}

/** The configuration is a stranger's: whatever is wrong with it ends as an error that names the file. */
function buildNetwork<N>(config: unknown, file: string, make: (options: NetworkOptions) => N): N {
  try {
    return make(networkFromConfig(config as NetworkConfig));
  } catch (error) {
    throw new LinnetError(
      `${file}: no model can be made of the metadata's "architecture" (${error instanceof Error ? error.message : error})`,
    );
  }
}

function readRecord(metadata: Metadata, { outputShape }: Network, file: string): ModelRecord {
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
