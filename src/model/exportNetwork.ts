// A network as the files of other programs. Each format is loaded when one is written.

import type { DescribedUse } from "../formats/opened.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { entryByName } from "../tensor/entryByName.js";
import { Network } from "./network.js";

export interface ExportOptions {
  readonly format: ExportFormat;
  /** Whether weights take 16 bits, of which 11 are significant. Default: false. */
  readonly halfPrecision?: boolean;
}

/** One of the files that a format consists of. */
export interface ExportedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

type WriteFormat = (network: Network, options: { readonly halfPrecision: boolean }) => Promise<ExportedFile[]>;

export type ExportFormat = "onnx";

const formats: { readonly [Format in ExportFormat]: WriteFormat } = {
  onnx: async (network, { halfPrecision }) => {
    const [{ onnxDialect }, { exportGraph }, { halfWeights }, { writeOnnx }] = await Promise.all([
      import("../opGraph/export/onnx/dialect.js"),
      import("../opGraph/export/exportGraph.js"),
      import("../opGraph/export/halfWeights.js"),
      import("../formats/onnx/writeOnnx.js"),
    ]);
    const graph = exportGraph(network, onnxDialect);
    return [{ name: "model.onnx", bytes: writeOnnx(halfPrecision ? halfWeights(graph) : graph, useOf(network)) }];
  },
};

function useOf({ record: { classes, preprocessing } }: Network): DescribedUse {
  return { ...(classes !== undefined && { classes }), ...(preprocessing !== undefined && { preprocessing }) };
}

/**
 * The files of a network in another program's format. What its record says of classes and preprocessing goes with them.
 * @throws LinnetError naming the layer that the format has no words for
 */
export async function exportNetwork(network: Network, options: ExportOptions): Promise<ExportedFile[]> {
  checkArgument("exportNetwork", "network", network, Network);
  checkOptions("exportNetwork", options, { format: "string", halfPrecision: "boolean" });
  const { format, halfPrecision = false } = options;
  return entryByName("exportNetwork: format", formats, format)(network, { halfPrecision });
}
