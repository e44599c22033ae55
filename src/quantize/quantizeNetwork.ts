// Post-training quantization: a network that works on whole numbers from -128 to 127 (Jacob et al., arXiv 1712.05877), made of
// one of real numbers and some examples.

import { type BackendChoice, resolveBackend } from "../backends/index.js";
import { isQuantized } from "../model/isQuantized.js";
import { Network } from "../model/network.js";
import { type Tensors, tensorsFor } from "../model/tensorArguments.js";
import type { GraphEnds } from "../opGraph/connectGraph.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import type { Tensor } from "../tensor/tensor.js";
import type { Examples } from "./observe.js";
import type { QuantizeTask } from "./quantizeGraph.js";

export interface QuantizeNetworkOptions {
  /** What computes while examples are observed. Default: `wasm`. */
  readonly backend?: BackendChoice;
  /** Ends the work. */
  readonly signal?: AbortSignal;
  /** Told how many of the examples are observed, and then how many nodes are corrected. */
  readonly onProgress?: (task: QuantizeTask, done: number, total: number) => void;
}

/**
 * A network that computes what this one does, its convolutions, dense layers and what lies between them on whole numbers from
 * -128 to 127: three to four times smaller, and faster. It is frozen. What its file says beside the weights stays.
 * @param x examples of what it will see, `[count, ...input]`, or a tensor for each input: some hundred tell how large its
 * values are
 * @throws LinnetError if the network is quantized already or has nothing that can be, or a value is not finite; the signal's
 * reason, once it is given
 */
export async function quantizeNetwork(
  network: Network,
  x: Tensors,
  options: QuantizeNetworkOptions = {},
): Promise<Network> {
  if (!(network instanceof Network))
    throw new LinnetError(`quantizeNetwork: expected a Network, got ${describe(network)}`);
  checkOptions("quantizeNetwork", options, { backend: ["string", "object"], signal: "object", onProgress: "function" });
  const tensors = tensorsFor("quantizeNetwork", "x", x, network.inputEnds);
  const quantized = new Network(await quantizedEnds(network, rowsOf(tensors), options));
  quantized.trainable = false;
  quantized.record = { ...network.record };
  return quantized;
}

/** The examples one by one. @param tensors one `[count, ...input]` for each input */
export function rowsOf(tensors: readonly Tensor[]): Examples {
  const count = tensors[0]!.shape[0]!;
  return Array.from({ length: count }, (_, row) => tensors.map((tensor) => tensor.slice(row, row + 1)));
}

/** The inputs and outputs of the quantized network. @throws LinnetError as `quantizeNetwork` does */
export async function quantizedEnds(
  network: Network,
  examples: Examples,
  { backend = "wasm", ...quantizing }: QuantizeNetworkOptions,
): Promise<GraphEnds> {
  const [{ exportGraph }, { tfliteDialect }, { connectGraph }, { quantizeGraph }] = await Promise.all([
    import("../opGraph/export/exportGraph.js"),
    import("../opGraph/export/tflite/dialect.js"),
    import("../opGraph/connectGraph.js"),
    import("./quantizeGraph.js"),
  ]);
  if (await isQuantized(network)) throw new LinnetError(`model "${network.name}": it is quantized already`);
  try {
    const graph = exportGraph(network, tfliteDialect);
    const quantized = await quantizeGraph(graph, examples, { ...quantizing, backend: await resolveBackend(backend) });
    return await connectGraph(quantized, network.name);
  } catch (error) {
    if (!(error instanceof LinnetError)) throw error;
    throw new LinnetError(`model "${network.name}" cannot be quantized: ${error.message}`);
  }
}
