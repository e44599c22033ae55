// Whether a network computes what another of the same weights does: how a layer pads and divides, its name does not say.

import { connectionsOf } from "../../model/connections.js";
import { Network } from "../../model/network.js";
import { seededRandom } from "../../tensor/random.js";
import { sizeOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import type { BuiltNetwork } from "../architecture.js";

/** Of the largest output: float32 in another order of sums. */
const MOST = 1e-4;

/** Of random numbers for a picture, before the classifier, whose probabilities may be even of anything, and behind it. */
export async function computesLike({ network, blocks }: BuiltNetwork, other: Network): Promise<boolean> {
  const inBlocks = new Set(blocks.flat());
  const last = network.layers.findLast(({ name, parameters }) => inBlocks.has(name) && parameters.length > 0)!.name;
  const x = exampleFor(network);
  const expected = await outputsOf(network, last, x);
  const found = await outputsOf(other, last, x);
  return expected.every(({ values }, place) => isNear(found[place]!.values, values));
}

function exampleFor({ inputShape, layers }: Network): Tensor {
  const uniform = seededRandom(0, "example");
  const isOfPixels = layers.some(({ className }) => className === "Rescaling");
  const scaled = (): number => (isOfPixels ? 255 * uniform() : 2 * uniform() - 1);
  return Tensor.from(Float32Array.from({ length: sizeOf(inputShape) }, scaled), [1, ...inputShape]);
}

/** By a network of its own, so that the other's program and memory stay as they are. */
async function outputsOf({ name, inputs, outputs }: Network, inner: string, x: Tensor): Promise<readonly Tensor[]> {
  const within = connectionsOf(outputs).find(({ layer }) => layer.name === inner)!;
  const network = new Network({ inputs, outputs: [...new Set([within, ...outputs])], name });
  try {
    return await network.predict([x]);
  } finally {
    await network.close();
  }
}

function isNear(found: Float32Array, expected: Float32Array): boolean {
  const largest = expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  return (
    found.length === expected.length &&
    expected.every((value, index) => Math.abs(value - found[index]!) <= MOST * largest)
  );
}
