// A model as one safetensors file: the tensors, and metadata with all that using and repeating it takes.

import { type PreprocessMode, preprocessModes } from "../data/preprocessModes.js";
import { type ResizeMethod, resizeMethods } from "../data/resizeMethods.js";
import type { FileToOpen, OpenedFile } from "../formats/opened.js";
import { checkDigest, withDigest } from "../formats/safetensors/digest.js";
import { checkFormat, type Metadata, parseEntry } from "../formats/safetensors/metadata.js";
import { openSafetensors } from "../formats/safetensors/openSafetensors.js";
import { safetensorsBytes } from "../formats/safetensors/safetensorsBytes.js";
import type { LayerOutput } from "../layers/layer.js";
import type { Parameter } from "../layers/parameter.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { connectionsOf } from "./connections.js";
import { type NetworkConfig, type NetworkEnds, networkConfig, networkFromConfig } from "./networkConfig.js";
import { loadInto, type WeightOwner } from "./weights.js";

/** What a model's file says beside the weights: plain data, all of it optional unless the model is a classifier. */
export interface NetworkRecord {
  /** The name of each number in the last axis of the output, in order; of a single one two, the second if it is above a half. */
  readonly classes?: readonly string[];
  /** How a picture becomes the input. */
  readonly preprocessing?: {
    readonly mode: PreprocessMode;
    readonly resize: ResizeMethod;
    /** The part of the shorter side of the square that is taken from the picture's middle. Default: the whole picture is. */
    readonly crop?: number;
  };
  /** How it was trained: options, figures, versions; any JSON. */
  readonly training?: { readonly [name: string]: unknown };
}

type UncheckedRecord = { readonly [Name in keyof NetworkRecord]?: unknown };

/** What the file of a classifier of pictures says. */
export type ModelRecord = Required<NetworkRecord>;

/** What a file holds of a network. */
interface EncodableNetwork {
  readonly name: string;
  readonly parameters: readonly Parameter[];
  toConfig(): NetworkConfig;
}

const FORMAT = "linnet/1";

/**
 * The bytes of a model file.
 * @throws LinnetError if the file could not be read back: a layer's class is not registered, or its `config` does not
 * make an equal layer, a weight is not finite, or the number of classes is not that of the outputs
 */
export function encodeNetwork(network: EncodableNetwork, record: NetworkRecord = {}): Uint8Array {
  checkOptions("encode: record", record, { classes: "list", preprocessing: "object", training: "object" });
  const config = network.toConfig();
  const said = Object.fromEntries(recordEntries(record).map(([name, value]) => [name, JSON.stringify(value)]));
  const metadata = { format: FORMAT, architecture: JSON.stringify(config), ...said };
  const weights = new Map(network.parameters.map(({ name, shape, stored }) => [name, { shape, values: stored }]));
  const bytes = safetensorsBytes(weights, withDigest(weights, metadata));
  try {
    checkReadsBack(bytes, config);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new LinnetError(`encode: the file could not be read back, so it is not written: ${reason}`);
  }
  return bytes;
}

/** Of a record that is not checked yet, without what is not said, or said of something else. */
function recordEntries({ classes, preprocessing, training }: UncheckedRecord): [string, unknown][] {
  return Object.entries({ classes, preprocessing, training }).filter(([, value]) => value !== undefined);
}

function checkReadsBack(bytes: Uint8Array, config: NetworkConfig): void {
  const { network } = decodeNetwork(bytes, `model "${config.name}"`, (ends) => {
    const connections = connectionsOf(ends.outputs);
    const parameters = connections.flatMap(({ layer }) => layer.parameters);
    return { ...ends, config: networkConfig(ends, connections), parameters };
  });
  const written = config.layers.map((layer) => JSON.stringify(layer));
  const read = network.config.layers.map((layer) => JSON.stringify(layer));
  const differing = written.findIndex((layer, index) => layer !== read[index]);
  if (differing < 0) return;
  throw new LinnetError(
    `layer "${config.layers[differing]!.name}": its constructor does not make an equal layer of its config: ` +
      `${written[differing]} became ${read[differing]}`,
  );
}

/** What a file's network is read into. */
export interface ReadNetwork extends WeightOwner {
  readonly outputs: readonly LayerOutput[];
}

/** A network, and what its file says beside the weights. */
export interface DecodedNetwork<N> {
  readonly network: N;
  readonly record: NetworkRecord;
}

/**
 * The network in the bytes of a file.
 * @param make creates the network: one that only predicts, or a model that can be trained further
 * @throws LinnetError naming the file if it is not a safetensors file, not a linnet model, or not what was written
 */
export function decodeNetwork<N extends ReadNetwork>(
  bytes: Uint8Array,
  file: string,
  make: (ends: NetworkEnds) => N,
): DecodedNetwork<N> {
  if (!(bytes instanceof Uint8Array))
    throw new LinnetError(`decode: expected the bytes of a file as a Uint8Array, got ${describe(bytes)}`);
  return networkOfOwnFile(readOwnFile({ bytes, file }), make);
}

/** A model file of linnet's own. */
export interface OwnFile extends Pick<OpenedFile, "tensors" | "metadata"> {
  readonly file: string;
  /** The description of its network, not yet checked. */
  readonly config: unknown;
  /** Whether it is known to hold finite numbers alone. @throws LinnetError if it is damaged */
  readonly areFinite: boolean;
}

/**
 * @param check says whether all numbers are finite. Default: `checkDigest`, before anything that is damaged is looked at
 * @throws LinnetError naming the file if it is no model of linnet's, or damaged
 */
export function readOwnFile({ bytes, file }: Pick<FileToOpen, "bytes" | "file">, check = checkDigest): OwnFile {
  const opened = openSafetensors({ bytes, file });
  const { metadata } = opened;
  checkFormat(metadata, { file, format: FORMAT, what: "a model" });
  return { ...opened, file, areFinite: check(opened, file), config: parseEntry(metadata, "architecture", file) };
}

/**
 * @param network without its weights, if it has been made of the description already
 * @throws LinnetError naming the file if it is not what was written, no network can be made from it, or the weights do not fit
 */
export function networkOfOwnFile<N extends ReadNetwork>(
  { tensors, metadata, file, config, areFinite }: OwnFile,
  make: (ends: NetworkEnds) => N,
  network: N = buildNetwork(config, file, make),
): DecodedNetwork<N> {
  loadInto(network, tensors, file, areFinite);
  return { network, record: readRecord(metadata, network, file) };
}

/** Whether a file says that it is a model of linnet's. */
export function isOwnNetwork({ metadata }: Pick<OpenedFile, "metadata">): boolean {
  return metadata.format === FORMAT;
}

/**
 * The configuration is untrusted: anything wrong with it becomes an error that names the file.
 * @param what where the file has it. Default: where linnet's own files do.
 */
export function buildNetwork<N>(
  config: unknown,
  file: string,
  make: (ends: NetworkEnds) => N,
  what = `the metadata's "architecture"`,
): N {
  try {
    return make(networkFromConfig(config as NetworkConfig));
  } catch (error) {
    const reason = error instanceof Error ? error.message : error;
    throw new LinnetError(`${file}: no model can be made from ${what} (${reason})`);
  }
}

function readRecord(metadata: Metadata, network: ReadNetwork, file: string): NetworkRecord {
  const read = (name: keyof NetworkRecord): unknown =>
    metadata[name] === undefined ? undefined : parseEntry(metadata, name, file);
  const entries = { classes: read("classes"), preprocessing: read("preprocessing"), training: read("training") };
  return checkRecord(entries, network, file);
}

/** What a file of any format says of a network, checked. @throws LinnetError naming the file and what is wrong */
export function checkRecord(record: UncheckedRecord, network: ReadNetwork, file: string): NetworkRecord {
  const { classes, preprocessing } = record;
  if (classes !== undefined) checkClasses(classes, network, file);
  if (preprocessing !== undefined && !isPreprocessing(preprocessing)) {
    const resizes = `resize among ${resizeMethods.join(", ")} and, if there is one, crop above 0 and at most 1`;
    const modes = `mode among ${preprocessModes.join(", ")}, ${resizes}`;
    throw new LinnetError(`${file}: expected "preprocessing" with ${modes}, got ${JSON.stringify(preprocessing)}`);
  }
  return Object.fromEntries(recordEntries(record));
}

function checkClasses(classes: unknown, { outputs }: ReadNetwork, file: string): void {
  if (outputs.length > 1) throw new LinnetError(`${file}: expected one output beside "classes", got ${outputs.length}`);
  const numbers = outputs[0]!.shape.at(-1)!;
  // A single number, as of a sigmoid, tells two classes apart.
  const expected = numbers === 1 ? 2 : numbers;
  const isNames = Array.isArray(classes) && classes.every((name) => typeof name === "string");
  if (isNames && classes.length === expected) return;
  throw new LinnetError(
    `${file}: expected ${expected} names in the metadata's "classes", got ${describeNames(classes)}`,
  );
}

function describeNames(classes: unknown): string {
  return Array.isArray(classes) && classes.length <= 3 ? JSON.stringify(classes) : describe(classes);
}

function isPreprocessing(entry: unknown): entry is ModelRecord["preprocessing"] {
  const { mode, resize, crop = 1 } = (entry ?? {}) as Partial<ModelRecord["preprocessing"]>;
  const isCrop = typeof crop === "number" && crop > 0 && crop <= 1;
  return isCrop && preprocessModes.includes(mode as PreprocessMode) && resizeMethods.includes(resize as ResizeMethod);
}

/** @throws LinnetError naming the file if it lacks the preprocessing of pictures or the names of the outputs */
export function expectClassifier({ classes, preprocessing, training = {} }: NetworkRecord, file: string): ModelRecord {
  if (classes !== undefined && preprocessing !== undefined) return { classes, preprocessing, training };
  const missing = classes === undefined ? "classes" : "preprocessing";
  throw new LinnetError(`${file}: expected a classifier of pictures, the model's file has no "${missing}"`);
}
