// The roof of a training step: less time than this no program takes on this engine that makes each sum once and directly,
// whatever its kernels (docs/decisions/2026-11-28-bounds-of-training-steps.md). What might be avoided is left out.

import { Adam, categoricalCrossentropy } from "linnet";
import { type Graph, graphOf, multiplyAddsOf, optimize, type ProducedTensor } from "linnet/graph";
import type { Shape } from "../../src/tensor/shape.ts";
import { forEachWindowRun, type Window2d } from "../../src/tensor/window.ts";
import { traceTrainingStep } from "../../src/train/step/stepGraph.ts";
import { modelFor } from "./models.ts";
import { type Work, works } from "./work.ts";

/** What one thread of the machine can do at best. */
export interface Machine {
  /** Billions of products and sums a second, each counted. */
  readonly peak: number;
  /** Billions of bytes a second of what a core does not keep. */
  readonly bandwidth: number;
}

/** What a step takes in any case. */
export interface StepNeeds {
  /** Products and sums, each counted. */
  readonly operations: number;
  /** Numbers that wait for a batch's statistics, in bytes: the size of each such tensor. */
  readonly waiting: readonly number[];
}

/** More than what a core of today keeps to itself. */
const KEPT_BYTES = 4 * 2 ** 20;

/**
 * Statistics are of the whole batch: what they are of is written before and read after, and read again for its gradient; so
 * is the gradient of what was normalized, which has sums of its own, written and read.
 */
const MOVES = 5;

/** Milliseconds. Arithmetic and memory may do their part at the same time. */
export function roofOf({ operations, waiting }: StepNeeds, { peak, bandwidth }: Machine, threads: number): number {
  const moved = waiting.reduce((sum, bytes) => sum + Math.max(0, bytes - threads * KEPT_BYTES) * MOVES, 0);
  return Math.max(operations / peak, moved / bandwidth) / threads / 1e6;
}

export function needsOf(work: Work): StepNeeds {
  const { nodes } = stepGraph(work);
  return {
    operations: nodes.reduce((sum, node) => sum + operationsOf(node), 0),
    waiting: nodes.filter(({ producer }) => producer.op.name === "batchNormOfBatch").map(({ size }) => 4 * size),
  };
}

/** Everything that a step computes, its frozen part included. */
function stepGraph(work: Work): Graph {
  const network = modelFor(work, 0.5);
  const options = {
    method: "fit",
    losses: [{ name: "output", loss: categoricalCrossentropy(), weight: 1 }],
    optimizer: new Adam(),
    trainedLayers: new Set(network.layers.filter(({ trainable }) => trainable)),
    learningRateMultipliers: new Map(),
  };
  const { graph, state } = traceTrainingStep(network, options, { batchSize: works[work].batch, weighted: false });
  return optimize(graphOf(graph.inputs, [...graph.outputs, ...state.map(({ next }) => next)]));
}

/** Of each value that these ops read, by their names: the sums of statistics, their gradients, and clipping. */
const operationsOfValues: { readonly [op: string]: number } = {
  ...{ relu: 1, relu6: 2, channelMean: 1, channelVariance: 2 },
  ...{ sum: 1, batchNormScaleGradient: 2, batchNormOfBatchInputGradient: 2 },
};

/**
 * Of products of patches (F(2x2, 3x3), https://arxiv.org/abs/1509.09308) only their products and sums, without what makes
 * patches and outputs of them: 16 products where direct sums have 36.
 */
const OF_PATCHES = 16 / 36;

/** The first product of a sum is not added to anything. Other ops than those here are left out. */
function operationsOf(node: ProducedTensor): number {
  const { op, inputs, attributes } = node.producer;
  const { activation = "none" } = attributes as { readonly activation?: string };
  const clipping = (operationsOfValues[activation] ?? 0) * node.size;
  const multiplyAdds = multiplyAddsOf(node);
  if (multiplyAdds === 0) return (operationsOfValues[op.name] ?? 0) * (inputs[0]?.size ?? 0);
  const convolution = convolutionOf(node);
  const inPicture = multiplyAdds * (convolution === null ? 1 : partInPicture(convolution));
  if (convolution !== null && suitsPatches(convolution)) return 2 * inPicture * OF_PATCHES + clipping;
  return 2 * inPicture - node.size + clipping;
}

/** The shapes of a convolution that an op is, or is a gradient of. */
interface Convolution {
  readonly x: Shape;
  readonly kernel: Shape;
  readonly y: Shape;
  readonly window: Window2d;
}

type ConvolutionAttributes = Partial<Window2d> & {
  readonly base?: Window2d;
  readonly inputShape?: Shape;
  readonly kernelShape?: Shape;
};

/** Null for other ops. */
function convolutionOf({ shape, producer: { inputs, attributes } }: ProducedTensor): Convolution | null {
  const { base, inputShape, kernelShape, ...own } = attributes as ConvolutionAttributes;
  const window = base ?? (own as Window2d);
  if (window.padding === undefined) return null;
  const [first, second] = inputs.map((input) => input.shape) as [Shape, Shape];
  if (inputShape !== undefined) return { x: inputShape, kernel: second, y: first, window };
  if (kernelShape !== undefined) return { x: first, kernel: kernelShape, y: second, window };
  return { x: first, kernel: second, y: shape, window };
}

/** Cells of the kernel that meet a pixel, of all: what is beside the picture need not be multiplied. */
function partInPicture({ x, kernel, y, window }: Convolution): number {
  const [height, width] = kernel as [number, number];
  let met = 0;
  const shapes = { input: [1, ...x.slice(1)], output: y, size: [height, width] } as const;
  forEachWindowRun(shapes, window, (_cell, _input, _output, count) => {
    met += count;
  });
  return met / (y[1]! * y[2]! * height * width);
}

/** Of one channel each, patches take as many operations as direct sums. */
function suitsPatches({ kernel, y, window: { strides, dilation } }: Convolution): boolean {
  const isDepthwise = kernel[3]! === 1 && y[3]! === kernel[2]!;
  const isThreeByThree = kernel[0] === 3 && kernel[1] === 3;
  return isThreeByThree && !isDepthwise && [...strides, ...dilation].every((distance) => distance === 1);
}
