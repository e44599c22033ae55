// Grad-CAM: the places in a picture behind a network's answer (arXiv 1610.02391, section 3).

import type { Program } from "../backends/backend.js";
import { compileGraph } from "../backends/compileGraph.js";
import { type BackendChoice, resolveBackend } from "../backends/index.js";
import { gradients } from "../graph/gradient.js";
import { type Graph, graphOf } from "../graph/trace.js";
import { inferenceContext } from "../layers/layer.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { checkCount } from "../tensor/checkCount.js";
import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";
import { inputOf } from "../tensor/inputOf.js";
import { mul, sub } from "../tensor/ops/binary.js";
import { concat } from "../tensor/ops/concat.js";
import { argMax, oneHot } from "../tensor/ops/indexing.js";
import { mean, sum } from "../tensor/ops/reduce.js";
import { relu } from "../tensor/ops/relu.js";
import { softmaxOp } from "../tensor/ops/softmax.js";
import { neg, sigmoidOp } from "../tensor/ops/unary.js";
import { formatShape, type Shape, sameShape, sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { Network } from "./network.js";

export interface GradCamOptions {
  /** The layer whose output is explained. Default: the last one that has more than one place. */
  readonly layer?: string;
  /** The class to explain, for all pictures or for each. Default: the class that the network predicts. */
  readonly classIndex?: number | ArrayLike<number>;
  /** Pictures at once. Default: 8. */
  readonly batchSize?: number;
  /** Default: "wasm". */
  readonly backend?: BackendChoice;
}

const kinds: OptionKinds<GradCamOptions> = {
  layer: "string",
  classIndex: "any",
  batchSize: "number",
  backend: ["string", "object"],
};

export interface GradCamResult {
  /** `[count, height, width]` of the layer's output: 0 if nothing speaks for the class, with no upper limit. */
  readonly maps: Tensor;
  /** The network's outputs, `[count, classes]`. */
  readonly outputs: Tensor;
}

/**
 * Heat maps for pictures x `[count, ...input]`. With A the layer's output and y the class's score before softmax,
 *
 *     map = relu(sum over channels of (mean over places of dy/dA) * A).
 *
 * @throws LinnetError if the pictures do not fit, a class does not exist, or the layer is missing or has no places
 */
export async function gradCam(network: Network, x: Tensor, options: GradCamOptions = {}): Promise<GradCamResult> {
  checkArgument("gradCam", "network", network, Network);
  checkArgument("gradCam", "x", x, Tensor);
  checkOptions("gradCam", options, kinds);
  const { backend = "wasm", batchSize = 8, layer, classIndex } = options;
  if (x.rank === 0 || x.shape[0] === 0 || !sameShape(x.shape.slice(1), network.inputShape)) {
    const row = network.inputShape.join(",");
    throw new LinnetError(`gradCam: expected x as a tensor [count,${row}], got ${formatShape(x.shape)}`);
  }
  checkCount("gradCam", "batchSize", batchSize);
  const count = x.shape[0]!;
  const rows = classIndex === undefined ? [x] : [x, wantedRows(classIndex, count, classesOf(network))];
  const graph = traceMaps(network, Math.min(batchSize, count), layer, classIndex === undefined);
  const { program } = await compileGraph(graph, await resolveBackend(backend));
  try {
    const [maps, outputs] = await runInBatches(program, rows, graph);
    return { maps: maps!, outputs: outputs! };
  } finally {
    await program.close();
  }
}

/** From pictures, and one-hot rows of the classes unless the predicted ones are explained, to maps and outputs. */
function traceMaps(network: Network, size: number, layer: string | undefined, explainsOwn: boolean): Graph {
  const x = Tensor.placeholder([size, ...network.inputShape], "x");
  let seen: Tensor | null = null;
  const output = network.call(x, {
    ...inferenceContext,
    integers: false,
    onLayer: ({ name }, _inputs, made) => {
      if (layer === undefined ? hasPlaces(made) : name === layer) seen = made;
    },
  });
  const features = checkFeatures(seen, network, layer);
  const scores = scoresOf(output);
  const wanted = explainsOwn ? oneHot(argMax(scores), classesOf(network)) : Tensor.placeholder(scores.shape, "wanted");
  const [slope] = gradients(sum(mul(scores, wanted)), [features]);
  const weights = mean(slope!, [1, 2], { keepDims: true });
  const maps = relu(sum(mul(features, weights), -1));
  return graphOf(explainsOwn ? [x] : [x, wanted], [maps, output]);
}

function hasPlaces({ shape }: Tensor): boolean {
  return shape.length === 4 && shape[1]! * shape[2]! > 1;
}

function checkFeatures(features: Tensor | null, network: Network, layer: string | undefined): Tensor {
  if (features !== null && hasPlaces(features)) return features;
  if (layer === undefined)
    throw new LinnetError(`gradCam: model "${network.name}" has no layer whose output is [height, width, channels]`);
  network.getLayer(layer);
  const found = formatShape(features?.shape.slice(1) ?? []);
  throw new LinnetError(`gradCam: expected layer "${layer}" to give [height, width, channels], it gives ${found}`);
}

/** A single output tells two classes apart. */
function classesOf({ outputShape }: Network): number {
  return Math.max(sizeOf(outputShape), 2);
}

/** The score of each class, before softmax; before sigmoid, a single output's is that of the second class. */
function scoresOf(output: Tensor): Tensor {
  if (output.shape.at(-1) !== 1) return inputOf(softmaxOp, output) ?? output;
  const second = inputOf(sigmoidOp, output) ?? sub(output, 0.5);
  return concat([neg(second), second], -1);
}

/** One-hot, `[count, classes]`. */
function wantedRows(classIndex: number | ArrayLike<number>, count: number, classes: number): Tensor {
  const indexes = Float32Array.from({ length: count }, (_, row) =>
    typeof classIndex === "number" ? classIndex : (classIndex[row] ?? Number.NaN),
  );
  const wrong = indexes.findIndex((index) => !(Number.isInteger(index) && index >= 0 && index < classes));
  if (wrong >= 0) {
    const found = `${indexes[wrong]} for picture ${wrong}`;
    throw new LinnetError(`gradCam: expected classIndex from 0 to ${classes - 1}, got ${found}`);
  }
  return oneHot(Tensor.from(indexes, [count]), classes);
}

/** Runs a graph with a fixed number of rows over more of them; surplus rows of the last run are cut off. */
async function runInBatches(program: Program, rows: readonly Tensor[], { inputs, outputs }: Graph): Promise<Tensor[]> {
  const count = rows[0]!.shape[0]!;
  const size = inputs[0]!.shape[0]!;
  const results = outputs.map(({ shape }) =>
    Tensor.from(zeros([count, ...shape.slice(1)]), [count, ...shape.slice(1)]),
  );
  const feeds = inputs.map(({ shape }) => zeros(shape));
  for (let start = 0; start < count; start += size) {
    const end = Math.min(start + size, count);
    feeds.forEach((feed, index) => feed.set(rows[index]!.slice(start, end).values));
    const made = await program.run(feeds);
    results.forEach(({ values }, index) => {
      const length = values.length / count;
      values.set(made[index]!.subarray(0, (end - start) * length), start * length);
    });
  }
  return results;
}

function zeros(shape: Shape): Float32Array {
  return new Float32Array(sizeOf(shape));
}
