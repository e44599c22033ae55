// A network as the files of other programs. Each format is loaded when one is written.

import { writeSafetensors } from "../formats/safetensors/writeSafetensors.js";
import type { WrittenGraph } from "../formats/writtenGraph.js";
import type { ExportDialect } from "../opGraph/export/exportTable.js";
import { makeFolder } from "../platform/index.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { entryByName } from "../tensor/entryByName.js";
import { LinnetError } from "../tensor/errors.js";
import { type ExportFormat, exportFormats, foreignOption, formatOfEnding, placeOfOutput } from "./exportFormats.js";
import { type ExportableNetwork, networkToWrite, networkUse } from "./networkToWrite.js";
import { type WeightNames, weightNames, weightsByNames } from "./otherNames.js";
import { writeOutput } from "./writeOutput.js";

export interface ExportOptions {
  readonly format: ExportFormat;
  /** For ONNX and TensorFlow Lite: whether weights take 16 bits, of which 11 are significant. Default: false. */
  readonly halfPrecision?: boolean;
  /** For Keras: whether the record's preprocessing becomes a layer, so that the model takes pixels from 0 to 255. Default: true. */
  readonly includePreprocessing?: boolean;
  /**
   * For safetensors: whose names the weights get, alone, as a file that this program's `load_state_dict` or Keras's paths of
   * variables take. The network has to be one that the program has. Default: linnet's own model file.
   */
  readonly names?: WeightNames;
}

export interface ExportFileOptions extends Omit<ExportOptions, "format"> {
  /** Default: the one that the path ends like; a folder for TensorFlow.js ends with a slash. */
  readonly format?: ExportFormat;
}

/** One of the files that a format consists of. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type WriteOptions = Required<Omit<ExportOptions, "format" | "names">> & Pick<ExportOptions, "names">;

type WriteFormat = (network: ExportableNetwork, options: WriteOptions) => Promise<ExportedFile[]>;

const formats: { readonly [Format in ExportFormat]: WriteFormat } = {
  safetensors: async (network, { names }) => {
    if (names === undefined) return [{ name: "model.safetensors", bytes: network.encode() }];
    const weights = await weightsByNames(network, entryByName("exportNetwork: names", weightNames, names));
    // What PyTorch's and Keras's own readers of the format look for.
    const metadata = names === "keras" ? {} : { format: "pt" };
    return [{ name: "model.safetensors", bytes: writeSafetensors(weights, metadata) }];
  },
  onnx: async (network, options) => {
    const [{ onnxDialect }, { writeOnnx }] = await Promise.all([
      import("../opGraph/export/onnx/dialect.js"),
      import("../formats/onnx/writeOnnx.js"),
    ]);
    return [
      { name: "model.onnx", bytes: writeOnnx(await graphOf(network, onnxDialect, options), networkUse(network)) },
    ];
  },
  tflite: async (network, options) => {
    const [{ tfliteDialect }, { writeTflite }] = await Promise.all([
      import("../opGraph/export/tflite/dialect.js"),
      import("../formats/tflite/writeTflite.js"),
    ]);
    return [
      { name: "model.tflite", bytes: writeTflite(await graphOf(network, tfliteDialect, options), networkUse(network)) },
    ];
  },
  keras: async (network, options) => {
    const { writeKeras } = await import("../formats/keras/writeKeras.js");
    return [{ name: "model.keras", bytes: await writeKeras(await networkToWrite(network), options) }];
  },
  h5: async (network, options) => {
    const { writeKerasH5 } = await import("../formats/keras/writeKerasH5.js");
    return [{ name: "model.h5", bytes: await writeKerasH5(await networkToWrite(network), options) }];
  },
  tfjs: async (network) => {
    const { writeTfjs } = await import("../formats/tfjs/writeTfjs.js");
    return writeTfjs(await networkToWrite(network));
  },
};

async function graphOf(
  network: ExportableNetwork,
  dialect: ExportDialect,
  options: WriteOptions,
): Promise<WrittenGraph> {
  const { exportGraph } = await import("../opGraph/export/exportGraph.js");
  const graph = exportGraph(network, dialect);
  if (!options.halfPrecision) return graph;
  const { halfWeights } = await import("../opGraph/export/halfWeights.js");
  return halfWeights(graph);
}

/**
 * The files of a network in another program's format. What its record says of classes and preprocessing goes with them.
 * @throws LinnetError naming the layer that the format has no words for
 */
export async function exportNetwork(network: ExportableNetwork, options: ExportOptions): Promise<ExportedFile[]> {
  if (typeof network?.toConfig !== "function")
    throw new LinnetError(`exportNetwork: expected network to be a Network, got ${describe(network)}`);
  checkOptions("exportNetwork", options, {
    format: "string",
    halfPrecision: "boolean",
    includePreprocessing: "boolean",
    names: "string",
  });
  const { format, halfPrecision = false, includePreprocessing = true, names } = options;
  const write = entryByName("exportNetwork: format", formats, format);
  const foreign = foreignOption(options, exportFormats.find((name) => formats[name] === write)!);
  if (foreign !== null) throw new LinnetError(`exportNetwork: ${foreign.option}: ${foreign.problem}`);
  return write(network, { halfPrecision, includePreprocessing, ...(names !== undefined && { names }) });
}

/**
 * Writes what `exportNetwork` gave: one file to the path, several into a folder there. The file that names the others comes last.
 * @throws LinnetError naming the file that could not be written
 */
export async function writeExported(path: string, files: readonly ExportedFile[]): Promise<void> {
  const [first, ...others] = files;
  if (others.length === 0) return writeOutput("the model", path, first!.bytes);
  await makeFolder(path);
  for (const { name, bytes } of [...others, first!]) await writeOutput("the model", fileIn(path, name), bytes);
}

/** @throws LinnetError as `exportNetwork` and `writeExported` do, or if the path's name means no format or another */
export async function exportTo(network: ExportableNetwork, path: string, options: ExportFileOptions): Promise<void> {
  checkArgument("export", "the path", path, "string");
  checkArgument("export", "the options", options, "object");
  const found = options.format === undefined ? formatOfEnding(path) : { format: options.format };
  if ("problem" in found) throw new LinnetError(`export: format: ${found.problem}`);
  const place = placeOfOutput(path, found.format);
  await writeExported(place, await exportNetwork(network, { ...options, ...found }));
}

/** The path of a file in a folder. */
export function fileIn(folder: string, name: string): string {
  return `${folder.replace(/[/\\]$/, "")}/${name}`;
}
