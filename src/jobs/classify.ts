// Running a trained model over photographs.

import type { ImageBatch } from "../data/loader/batch.js";
import type { ImageLoader } from "../data/loader/imageLoader.js";
import { classOf } from "../metrics/classOf.js";
import type { Network } from "../model/network.js";
import { logSumExp } from "../tensor/ops/softmax.js";
import { sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { endsInLogits } from "./classifier/endsInLogits.js";

/** What a model says of one photograph. */
export interface Classified {
  /** The photograph's place in the loader. */
  readonly index: number;
  /** The class with the largest probability. */
  readonly label: number;
  readonly probabilities: readonly number[];
}

/** What a model's outputs say of each class: a single one is the probability of the second of two. */
function probabilitiesOf(outputs: Float32Array): number[] {
  return outputs.length === 1 ? [1 - outputs[0]!, outputs[0]!] : Array.from(outputs);
}

/** Of logits: softmax, or sigmoid of a single one. */
function probabilitiesOfLogits(outputs: Float32Array): number[] {
  const logits = outputs.length === 1 ? Float32Array.of(0, outputs[0]!) : outputs;
  const { largest, logTotal } = logSumExp(logits, 0, logits.length);
  return Array.from(logits, (logit) => Math.exp(logit - largest - logTotal));
}

/** What a person should know of a network whose outputs are no probabilities; null if they are. */
export function noteOnOutputs(network: Network): string | null {
  if (!endsInLogits(network)) return null;
  const made = sizeOf(network.outputs[0]!.shape) === 1 ? "sigmoid" : "softmax";
  return `the model ends in logits: ${made} makes probabilities of them`;
}

/**
 * Classifies the loader's photographs by each network, in order, and decodes each once; those that cannot be read are in the
 * loader's `skipped`.
 */
export async function classify(
  networks: readonly Network[],
  loader: ImageLoader,
  indices: ArrayLike<number>,
  onProgress: (done: number) => void = () => {},
): Promise<Classified[][]> {
  const results = networks.map((): Classified[] => []);
  let done = 0;
  for await (const batch of loader.batches({ indices, augment: false })) {
    for (const [place, network] of networks.entries()) results[place]!.push(...(await classifyBatch(network, batch)));
    done += batch.indices.length;
    onProgress(done);
  }
  return results;
}

async function classifyBatch(network: Network, { images, shape, indices }: ImageBatch): Promise<Classified[]> {
  const read = endsInLogits(network) ? probabilitiesOfLogits : probabilitiesOf;
  const output = await network.predict(Tensor.from(images, shape));
  const columns = sizeOf(output.shape.slice(1));
  return Array.from(indices, (index, row) => {
    const probabilities = read(output.values.subarray(row * columns, (row + 1) * columns));
    return { index, label: classOf(probabilities, 0, probabilities.length), probabilities };
  });
}
