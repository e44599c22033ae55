// A network without its classifier: what a new head stands on.

import type { LayerOutput } from "../layers/layer.js";
import { connectionsOf } from "./connections.js";

/**
 * The last output of a layer that is a picture `[height, width, channels]` of several places, on the way to all outputs of
 * the network; or else what its last Dense layer reads. An imported graph is cut inside likewise. Layers that change their
 * input at random in training are left out, for what is frozen gives the same each time. Null if there is nothing that
 * weights have made.
 */
export async function withoutClassifier(outputs: readonly LayerOutput[]): Promise<LayerOutput | null> {
  const ways = outputs.map((output) => new Set(connectionsOf([output])));
  const connections = connectionsOf(outputs).filter((one) => ways.every((way) => way.has(one)));
  const isMade = (one: LayerOutput): boolean => connectionsOf([one]).some(hasWeights);
  const picture = connections.findLast((one) => hasPlaces(one) && isMade(one));
  // Which axis of a graph's output has the channels, only the graph says.
  if (picture !== undefined && !isGraph(picture)) return withoutChance(picture);
  const dense = connections.findLast(({ layer }) => layer.className === "Dense")?.inputs[0];
  if (picture === undefined && dense !== undefined && isMade(dense)) return withoutChance(dense);
  const graph = connections.findLast(isGraph);
  if (graph === undefined) return null;
  const { cutGraph } = await import("../opGraph/cutGraph.js");
  const cut = cutGraph(withoutChance(graph));
  return cut !== null && isMade(cut) ? cut : null;
}

function hasPlaces({ shape }: LayerOutput): boolean {
  return shape.length === 3 && shape[0]! * shape[1]! > 1;
}

function hasWeights({ layer }: LayerOutput): boolean {
  return layer.parameters.some(({ learned }) => learned);
}

function isGraph({ layer }: LayerOutput): boolean {
  return layer.className === "ImportedGraph";
}

/** The output, of the same layers but for random ones. */
function withoutChance(output: LayerOutput): LayerOutput {
  const again = new Map<LayerOutput, LayerOutput>();
  for (const connection of connectionsOf([output])) {
    const { layer } = connection;
    const inputs = connection.inputs.map((before) => again.get(before)!);
    if (inputs.length === 0) again.set(connection, connection);
    else again.set(connection, /^Random|^Gaussian|Dropout/.test(layer.className) ? inputs[0]! : layer.apply(inputs));
  }
  return again.get(output)!;
}
