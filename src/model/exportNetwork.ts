// A network as the files of other programs. Each format is loaded when one is written.

import { checkArgument } from "../tensor/checkArgument.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { entryByName } from "../tensor/entryByName.js";
import { Network } from "./network.js";
import { networkToWrite, networkUse } from "./networkToWrite.js";

export interface ExportOptions {
  readonly format: ExportFormat;
  /** For ONNX: whether weights take 16 bits, of which 11 are significant. Default: false. */
  readonly halfPrecision?: boolean;
  /** For Keras: whether the record's preprocessing becomes a layer, so that the model takes pixels from 0 to 255. Default: true. */
  readonly includePreprocessing?: boolean;
}

/** One of the files that a format consists of. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type WriteFormat = (network: Network, options: Required<Omit<ExportOptions, "format">>) => Promise<ExportedFile[]>;

export type ExportFormat = "onnx" | "keras" | "h5" | "tfjs";

const formats: { readonly [Format in ExportFormat]: WriteFormat } = {
  onnx: async (network, { halfPrecision }) => {
    const [{ onnxDialect }, { exportGraph }, { halfWeights }, { writeOnnx }] = await Promise.all([
      import("../opGraph/export/onnx/dialect.js"),
      import("../opGraph/export/exportGraph.js"),
      import("../opGraph/export/halfWeights.js"),
      import("../formats/onnx/writeOnnx.js"),
    ]);
    const graph = exportGraph(network, onnxDialect);
    return [{ name: "model.onnx", bytes: writeOnnx(halfPrecision ? halfWeights(graph) : graph, networkUse(network)) }];
  },
  keras: async (network, options) => {
    const { writeKeras } = await import("../formats/keras/writeKeras.js");
    return [{ name: "model.keras", bytes: await writeKeras(networkToWrite(network), options) }];
  },
  h5: async (network, options) => {
    const { writeKerasH5 } = await import("../formats/keras/writeKerasH5.js");
    return [{ name: "model.h5", bytes: await writeKerasH5(networkToWrite(network), options) }];
  },
  tfjs: async (network) => {
    const { writeTfjs } = await import("../formats/tfjs/writeTfjs.js");
    return writeTfjs(networkToWrite(network));
  },
};

/**
 * The files of a network in another program's format. What its record says of classes and preprocessing goes with them.
 * @throws LinnetError naming the layer that the format has no words for
 */
export async function exportNetwork(network: Network, options: ExportOptions): Promise<ExportedFile[]> {
  checkArgument("exportNetwork", "network", network, Network);
  checkOptions("exportNetwork", options, {
    format: "string",
    halfPrecision: "boolean",
    includePreprocessing: "boolean",
  });
  const { format, halfPrecision = false, includePreprocessing = true } = options;
  return entryByName("exportNetwork: format", formats, format)(network, { halfPrecision, includePreprocessing });
}
