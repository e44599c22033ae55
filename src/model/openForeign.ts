// What a network needs that not every page has: readers of other formats, rare layers, ops of another program.

import { detectFormat } from "../formats/detectFormat.js";
import type { FileToOpen, OpenedFile } from "../formats/opened.js";
import { openFile } from "../formats/openFile.js";
import { IMPORTED_GRAPH } from "../formats/opGraphTypes.js";
import { loadLayers } from "../layers/registry.js";
import { LinnetError } from "../tensor/errors.js";
import { filledShape, type OpenShape, withInputShapes } from "./inputShapes.js";
import type { NetworkEnds } from "./networkConfig.js";
import { layersOf } from "./networkConfig.js";
import { buildNetwork, checkRecord, type DecodedNetwork, type ReadNetwork } from "./networkFile.js";
import { loadInto } from "./weights.js";

type Make<N> = (ends: NetworkEnds) => N;

interface Making<N> {
  readonly file: string;
  readonly make: Make<N>;
  readonly given: OpenShape | undefined;
}

/** The network in a file of another program. @throws LinnetError as `openNetwork` does */
export async function openForeign<N extends ReadNetwork>(
  { bytes, file, siblings, contents }: FileToOpen,
  make: Make<N>,
  given?: OpenShape,
): Promise<DecodedNetwork<N>> {
  beginGraph(bytes);
  const opened = contents ?? (await openFile(bytes, file, siblings));
  if (opened.graph !== undefined) return networkOfGraph(opened, { file, make, given });
  if (opened.network !== undefined) return networkOfLayers(opened, { file, make, given });
  throw new LinnetError(`${file}: expected a model, got ${opened.format} with weights alone`);
}

/** Loads what a graph needs beside its reader: in a page these are requests one after the other. */
function beginGraph(bytes: Uint8Array): void {
  const format = detectFormat(bytes);
  if (format !== "tflite" && format !== "onnx") return;
  const graph = { className: IMPORTED_GRAPH, config: { graph: { dialect: format } } };
  const loading = import("../opGraph/connectGraph.js").then(({ loadGraphs }) => loadGraphs([graph]));
  // It is asked for again where it is needed, and fails there.
  loading.catch(() => {});
}

async function networkOfGraph<N extends ReadNetwork>(
  { graph, use = {} }: OpenedFile,
  { file, make, given }: Making<N>,
): Promise<DecodedNetwork<N>> {
  const { connectGraph } = await import("../opGraph/connectGraph.js");
  const fill = (input: string, shape: OpenShape) => filledShape(`input "${input}"`, shape, given);
  const ends = await connectGraph(graph!, "model", fill).catch((error: unknown) => {
    throw new LinnetError(`${file}: ${error instanceof Error ? error.message : error}`);
  });
  const network = make(ends);
  return { network, record: checkRecord(use, network, file) };
}

async function networkOfLayers<N extends ReadNetwork>(
  { network: described, tensors, use = {} }: OpenedFile,
  { file, make, given }: Making<N>,
): Promise<DecodedNetwork<N>> {
  const config = withInputShapes(described!, given, file);
  await loadClassesOf(config);
  const network = buildNetwork(config, file, make, "what it says of layers");
  loadInto(network, tensors, file);
  return { network, record: checkRecord(use, network, file) };
}

/** Loads the code of layers that are rare, and ops of another program; the description is not checked yet. */
export async function loadClassesOf(config: unknown): Promise<void> {
  const layers = layersOf(config);
  await loadLayers(layers);
  const isGraph = layers.some(({ className }) => className === IMPORTED_GRAPH);
  if (isGraph) await (await import("../opGraph/connectGraph.js")).loadGraphs(layers);
}
