// The ops that TensorFlow Lite has for whole numbers from -128 to 127, and what they ask of them
// (https://ai.google.dev/edge/litert/models/quantization_spec). All others stay with real numbers: a softmax among them, whose
// probabilities 256 steps would make alike.

import type { GraphNode } from "../formats/opGraphTypes.js";
import type { Quantization } from "../tensor/ops/int8/quantization.js";

export interface Int8Op {
  /** The axis of a kernel's outputs, each of which has its own scale. */
  readonly kernelAxis?: number;
  /** Whether what it reads and what it makes stand for real numbers alike. */
  readonly shares?: boolean;
  /** What its output stands for, whatever it computes. */
  readonly output?: Quantization;
  /** Whether the ends of its output's range say nothing of what it computes. */
  readonly isFilled?: boolean;
}

const shares: Int8Op = { shares: true };
const own: Int8Op = {};

const ops: { readonly [op: string]: Int8Op } = {
  ...{ CONV_2D: { kernelAxis: 0 }, DEPTHWISE_CONV_2D: { kernelAxis: 3 }, FULLY_CONNECTED: { kernelAxis: 0 } },
  ...{ ADD: own, SUB: own, MUL: own, MEAN: own, SUM: own, RELU: own, RELU6: own, LEAKY_RELU: own, HARD_SWISH: own },
  ...{ AVERAGE_POOL_2D: shares, MAX_POOL_2D: shares, REDUCE_MAX: shares, REDUCE_MIN: shares },
  ...{ RESHAPE: shares, TRANSPOSE: shares, SLICE: shares, CONCATENATION: shares, PAD: shares },
  ...{ MAXIMUM: shares, MINIMUM: shares, PADV2: { shares: true, isFilled: true } },
  LOGISTIC: { output: { scale: 1 / 256, zeroPoint: -128 } },
  TANH: { output: { scale: 1 / 128, zeroPoint: 0 } },
};

/** Null if it has none for whole numbers. */
export function int8Op(op: string): Int8Op | null {
  return Object.hasOwn(ops, op) ? ops[op]! : null;
}

/** Whether the op is a convolution or a dense layer. */
export function hasKernel({ op }: GraphNode): boolean {
  return int8Op(op)?.kernelAxis !== undefined;
}
