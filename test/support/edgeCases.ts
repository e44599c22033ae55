// What ops make of infinities, NaN and signed zeros: cases with the numbers of Keras on TensorFlow (test/oracles/keras/edges.py).

import { LinnetError } from "../../src/tensor/errors.js";
import * as ops from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { type FixtureTensor, readFixture } from "./kerasFixture.js";
import type { OpCase } from "./opCases.js";

interface EdgeFixture {
  readonly op: string;
  readonly options: Options;
  readonly inputs: readonly FixtureTensor[];
  readonly upstream: FixtureTensor;
  readonly output: FixtureTensor;
  /** By each input; none if the op is flat. */
  readonly gradients: readonly FixtureTensor[];
}

interface Options {
  readonly alpha?: number;
  readonly low?: number;
  readonly high?: number;
  readonly condition?: FixtureTensor;
  readonly target?: FixtureTensor;
}

export interface EdgeCase extends OpCase {
  readonly upstream: Tensor;
  /** By Keras. */
  readonly output: FixtureTensor;
  readonly gradients: readonly FixtureTensor[];
}

/** Linnet's losses are means over the batch, Keras's here are one number a row: the rows are cases of their own. */
const LOSSES = ["softmaxCrossEntropy", "sigmoidBinaryCrossEntropy"];

export const edgeCases: readonly EdgeCase[] = readFixture<{ cases: readonly EdgeFixture[] }>("edges")
  .cases.flatMap((fixture) => (LOSSES.includes(fixture.op) ? rowsOf(fixture) : [fixture]))
  .map(({ op, options, inputs, upstream, output, gradients }, index) => ({
    name: `edge ${index}: ${op}`,
    inputs: inputs.map(tensorOf),
    f: functionOf(op, options),
    differentiable: gradients.map((_, input) => input),
    upstream: tensorOf(upstream),
    output,
    gradients,
  }));

function tensorOf({ shape, values }: FixtureTensor): Tensor {
  return Tensor.from(Float32Array.from(values), shape);
}

function rowsOf(fixture: EdgeFixture): EdgeFixture[] {
  const count = fixture.output.values.length;
  const rowOf = ({ values }: FixtureTensor, row: number): FixtureTensor => {
    const length = values.length / count;
    return { shape: [1, length], values: values.slice(row * length, (row + 1) * length) };
  };
  return Array.from({ length: count }, (_, row) => ({
    op: fixture.op,
    options: { target: rowOf(fixture.options.target!, row) },
    inputs: [rowOf(fixture.inputs[0]!, row)],
    upstream: { shape: [], values: [1] },
    output: { shape: [], values: [fixture.output.values[row]!] },
    gradients: [rowOf(fixture.gradients[0]!, row)],
  }));
}

function functionOf(op: string, { alpha, low, high, condition, target }: Options): OpCase["f"] {
  const functions: { readonly [op: string]: OpCase["f"] } = {
    relu: ops.relu,
    relu6: ops.relu6,
    leakyRelu: (x) => ops.leakyRelu(x, { alpha: alpha! }),
    clip: (x) => ops.clip(x, low!, high!),
    maximum: ops.maximum,
    minimum: ops.minimum,
    where: (a, b) => ops.where(tensorOf(condition!), a, b),
    sign: ops.sign,
    abs: ops.abs,
    sqrt: ops.sqrt,
    sigmoid: ops.sigmoid,
    tanh: ops.tanh,
    exp: ops.exp,
    log: ops.log,
    argMax: ops.argMax,
    max: (x) => ops.max(x, -1),
    min: (x) => ops.min(x, -1),
    softmax: ops.softmax,
    logSoftmax: ops.logSoftmax,
    maxPool2d: (x) => ops.maxPool2d(x),
    "maxPool2d, overlapping": (x) => ops.maxPool2d(x, { poolSize: [1, 3], strides: 1, padding: "same" }),
    softmaxCrossEntropy: (x) => ops.softmaxCrossEntropy(x, tensorOf(target!)),
    sigmoidBinaryCrossEntropy: (x) => ops.sigmoidBinaryCrossEntropy(x, tensorOf(target!)),
  };
  const f = functions[op];
  if (f === undefined) throw new LinnetError(`the fixture has a case of ${op}, which no function here stands for`);
  return f;
}
