// Convolutions and matrix products in TensorFlow Lite, which add a bias and apply an activation themselves.

import { addendsOf, type Fused } from "../../../tensor/ops/epilogue.js";
import type { Transposes } from "../../../tensor/ops/matMul.js";
import type { Activation, Tensor } from "../../../tensor/tensor.js";
import type { Window2d } from "../../../tensor/window.js";
import type { OpCall } from "../exportTable.js";
import type { GraphWriter, WrittenNode } from "../graphWriter.js";
import { placed } from "./windows.js";

type Call<A> = OpCall<A, readonly string[]>;

/** An op without its fused form, as one that adds and applies nothing. */
export function alone<A extends object>(write: (call: Call<Fused<A>>, writer: GraphWriter) => void) {
  return ({ inputs, output, attributes }: Call<A>, writer: GraphWriter): void => {
    const fused = { base: attributes, activation: "none" } as const;
    write({ inputs, output, attributes: fused, twin: fused }, writer);
  };
}

/** `[height, width, inputs, outputs]` as `[outputs, height, width, inputs]`. */
export function convolution(call: Call<Fused<Window2d>>, writer: GraphWriter): void {
  const kernel = call.inputs[1]!;
  writeConvolution(call, { op: "CONV_2D", kernel: writer.read(kernel, [3, 0, 1, 2], "kernel"), options: {} }, writer);
}

/** `[height, width, channels, multiplier]` as `[1, height, width, channels * multiplier]`. */
export function depthwise(call: Call<Fused<Window2d>>, writer: GraphWriter): void {
  const kernel = call.inputs[1]!;
  const [height, width, channels, depthMultiplier] = kernel.shape as [number, number, number, number];
  const shape = [1, height, width, channels * depthMultiplier];
  const value = kernel.isConcrete
    ? writer.read(writer.constantInShape(kernel, shape), [0, 1, 2, 3], "kernel")
    : writer.helper("RESHAPE", [writer.read(kernel), writer.integers(shape)], {
        lengths: shape.map((fixed) => ({ fixed, perExample: 0 })),
      });
  writeConvolution(call, { op: "DEPTHWISE_CONV_2D", kernel: value, options: { depthMultiplier } }, writer);
}

interface Convolution {
  readonly op: string;
  readonly kernel: string;
  readonly options: { readonly [name: string]: number };
}

function writeConvolution(
  { inputs, output, attributes: { base, activation } }: Call<Fused<Window2d>>,
  { op, kernel, options }: Convolution,
  writer: GraphWriter,
): void {
  const [height, width] = inputs[1]!.shape as [number, number];
  const { value, padding } = placed(inputs[0]!, [height, width], base, writer);
  const [strideH, strideW] = base.strides;
  const [dilationHFactor, dilationWFactor] = base.dilation;
  const own = { padding, strideW, strideH, dilationWFactor, dilationHFactor, ...options };
  const node = { op, inputs: [value, kernel], attributes: own };
  writeFused(node, { inputs, output, activation }, writer);
}

/** Weights as `[outputs, inputs]`; a matrix that is computed is multiplied by another op. */
export function matrixProduct(
  { inputs, output, attributes: { base, activation } }: Call<Fused<Transposes>>,
  writer: GraphWriter,
): void {
  const [a, b] = inputs as readonly [Tensor, Tensor];
  const { transposeA, transposeB } = base;
  if (!b.isConcrete) {
    const node = {
      op: "BATCH_MATMUL",
      inputs: [writer.read(a), writer.read(b)],
      attributes: { adjX: transposeA, adjY: transposeB },
    };
    writeSums(node, { inputs, output, activation }, writer);
    return;
  }
  const rows = writer.read(a, [0, 1]);
  const turned = transposeA
    ? writer.helper("TRANSPOSE", [rows, writer.integers([1, 0])], { lengths: [...writer.lengthsOf(a)].reverse() })
    : rows;
  const weights = writer.read(b, transposeB ? [0, 1] : [1, 0], "kernel");
  writeFused(
    { op: "FULLY_CONNECTED", inputs: [turned, weights], attributes: {} },
    { inputs, output, activation },
    writer,
  );
}

interface Finish {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly activation: Activation;
}

/** The node with its bias; it applies the activation, unless a residual is added in between. */
function writeFused(
  { op, inputs: read, attributes }: WrittenNode,
  { inputs, output, activation }: Finish,
  writer: GraphWriter,
): void {
  const addends = addendsOf(inputs, output.shape);
  const bias = addends.find(({ kind }) => kind === "bias")?.input;
  const residual = addends.find(({ kind }) => kind === "residual")?.input;
  const channels = output.shape.at(-1)!;
  // Programs on phones take the bias for granted.
  const added =
    bias === undefined
      ? writer.constant(new Float32Array(channels), [channels], "bias")
      : writer.read(bias, [0], "bias");
  if (residual === undefined) {
    writer.emit(output, op, [...read, added], {
      attributes: { ...attributes, fusedActivationFunction: functions[activation] },
    });
    return;
  }
  const own = { lengths: writer.lengthsOf(output), attributes: { ...attributes, fusedActivationFunction: "NONE" } };
  const sum = [writer.helper(op, [...read, added], own), writer.read(residual)];
  writer.emit(output, "ADD", sum, { attributes: { fusedActivationFunction: functions[activation] } });
}

/** The node and the sums after it, of which the last applies the activation. */
function writeSums(node: WrittenNode, { inputs, output, activation }: Finish, writer: GraphWriter): void {
  const lengths = writer.lengthsOf(output);
  const addends = inputs.slice(2).map((addend): WrittenNode => {
    const attributes = { fusedActivationFunction: "NONE" };
    return { op: "ADD", inputs: [writer.read(addend)], attributes };
  });
  const last: WrittenNode[] = activation === "none" ? [] : [{ op: functions[activation], inputs: [], attributes: {} }];
  const steps = [node, ...addends, ...last];
  let before: readonly string[] = [];
  for (const { op, inputs: read, attributes } of steps.slice(0, -1))
    before = [writer.helper(op, [...before, ...read], { lengths, attributes })];
  const { op, inputs: read, attributes } = steps.at(-1)!;
  writer.emit(output, op, [...before, ...read], { attributes });
}

const functions: { readonly [Name in Activation]: string } = { none: "NONE", relu: "RELU", relu6: "RELU6" };
