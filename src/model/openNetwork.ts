// A network from a file of any format.

import type { FileToOpen, OpenedFile } from "../formats/opened.js";
import { openFile } from "../formats/openFile.js";
import { loadLayerClasses } from "../layers/registry.js";
import { LinnetError } from "../tensor/errors.js";
import type { NetworkConfig, NetworkEnds } from "./networkConfig.js";
import {
  buildNetwork,
  checkRecord,
  type DecodedNetwork,
  networkConfigOf,
  networkOfSafetensors,
  type ReadNetwork,
} from "./networkFile.js";

type Make<N> = (ends: NetworkEnds) => N;

/**
 * Reads a file and loads what its network needs: layers that are rare, ops of another program.
 * @param make creates the network: one that only predicts, or a model that can be trained further
 * @throws LinnetError naming the file if it is not whole, of no format that linnet reads, or holds no network
 */
export async function openNetwork<N extends ReadNetwork>(
  { bytes, file, siblings }: FileToOpen,
  make: Make<N>,
): Promise<DecodedNetwork<N>> {
  const opened = await openFile(bytes, file, siblings);
  if (opened.graph !== undefined) return networkOfGraph(opened, file, make);
  if (opened.network !== undefined) return networkOfLayers(opened, file, make);
  if (opened.format === "safetensors") {
    await prepare(networkConfigOf(opened, file));
    return networkOfSafetensors(opened, file, make);
  }
  throw new LinnetError(`${file}: expected a model, got ${opened.format} with weights alone`);
}

async function networkOfGraph<N extends ReadNetwork>(
  { graph, use = {} }: OpenedFile,
  file: string,
  make: Make<N>,
): Promise<DecodedNetwork<N>> {
  const { connectGraph } = await import("../opGraph/connectGraph.js");
  const ends = await connectGraph(graph!, "model").catch((error: unknown) => {
    throw new LinnetError(`${file}: ${error instanceof Error ? error.message : error}`);
  });
  const network = make(ends);
  return { network, record: checkRecord(use, network, file) };
}

async function networkOfLayers<N extends ReadNetwork>(
  { network: config, tensors, use = {} }: OpenedFile,
  file: string,
  make: Make<N>,
): Promise<DecodedNetwork<N>> {
  await prepare(config);
  const network = buildNetwork(config, file, make);
  network.loadWeights(tensors, { file });
  return { network, record: checkRecord(use, network, file) };
}

/** Loads the code of layers that not every page has; the description is not checked yet. */
async function prepare(config: unknown): Promise<void> {
  const layers = (config as Partial<NetworkConfig> | null)?.layers;
  if (!Array.isArray(layers)) return;
  await loadLayerClasses(layers.map((layer) => `${layer?.className ?? ""}`).filter((name) => name !== ""));
  const isGraph = layers.some((layer) => layer?.className === "linnet>ImportedGraph");
  if (isGraph) await (await import("../opGraph/connectGraph.js")).loadGraphs({ name: "", layers });
}
