// Every op of every dialect on inputs that do not fit it: what is missing or wrong is said by LinnetErrors.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { AttributeValue, GraphNode } from "../../src/formats/opGraphTypes.js";
import { loadDialect } from "../../src/opGraph/dialects.js";
import { hostValue, tensorValue, type Value } from "../../src/opGraph/value.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { sizeOf } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";

type Inputs = readonly (Value | null)[];

/** Ops that make something of nothing, from their attributes; they have none here. */
const WITHOUT_INPUTS = ["Constant"];

/** What many ops of TensorFlow Lite cannot do without. */
const attributes: { readonly [name: string]: AttributeValue } = {
  ...Object.fromEntries(
    ["H", "W"].flatMap((side) => [`stride${side}`, `dilation${side}Factor`].map((key) => [key, 1])),
  ),
  ...{ filterHeight: 1, filterWidth: 1, numSplits: 1, num_split: 1, blockSize: 1, block_size: 1, blocksize: 1 },
  ...{ num_groups: 1, size: 1, to: 1, radius: 1, alpha: 1, beta: 1, bias: 1, min: 0, max: 1, outDataType: "FLOAT32" },
  ...{ DstT: "DT_FLOAT", clip_value_min: 0, clip_value_max: 1 },
};

const shapes = [
  [],
  [0],
  [1],
  [3],
  [2, 3],
  [0, 2],
  [1, 2, 3],
  [1, 3, 2, 2],
  [1, 4, 4, 1],
  [1, 1, 2, 2, 3],
  [1, 1, 1, 1, 1, 2],
];
const numbers = (shape: readonly number[]): Float64Array => Float64Array.from({ length: sizeOf(shape) }, (_, i) => i);

type Kind = (shape: readonly number[]) => Value;

const open: Kind = (shape) => tensorValue(Tensor.placeholder([...shape]));
const known: Kind = (shape) => tensorValue(Tensor.from(Float32Array.from(numbers(shape)), [...shape]));
const whole: Kind = (shape) => hostValue("int64", shape, numbers(shape));
const double: Kind = (shape) =>
  hostValue(
    "float64",
    shape,
    numbers(shape).map((x) => x - 1.5),
  );
const text: Kind = (shape) => hostValue("string", shape, Array.from(numbers(shape), String));

const pairs = [
  [open, open],
  [open, whole],
  [known, open],
  [whole, whole],
  [known, double],
  [double, text],
  [text, whole],
] as const;

/** Lists of inputs: one of some shape and others beside it, some of them left out. */
function* wrongInputs(): Generator<Inputs> {
  for (const [first, others] of pairs)
    for (const shape of shapes)
      for (const rest of [shape, [2]]) {
        const [x, y] = [first(shape), others(rest)];
        yield* [[x], [x, y], [null, x], [x, null, y], [x, y, y, y], new Array<Value>(9).fill(x)];
      }
}

for (const dialect of ["onnx", "tflite", "tensorflow"] as const) {
  const { ops } = await loadDialect(dialect);
  const run = (op: string, inputs: Inputs, given: GraphNode["attributes"]): unknown => {
    const node: GraphNode = { op, name: op, inputs: inputs.map(String), outputs: ["y"], attributes: given };
    try {
      ops[op]!(inputs, node, { opset: 21, integers: false, run: () => [] });
      return null;
    } catch (error) {
      return error;
    }
  };

  test(`every op of ${dialect} says that its inputs are missing`, () => {
    for (const op of Object.keys(ops).filter((name) => !WITHOUT_INPUTS.includes(name)))
      for (const inputs of [[], [null], [null, null, null], new Array<null>(9).fill(null)]) {
        const error = run(op, inputs, attributes);
        assert.instance(error, LinnetError, `${op} of ${inputs.length}: ${error}`);
        assert.match((error as Error).message, /input|left out|expected .* graph/, op);
      }
  });

  test(`every op of ${dialect} refuses wrong inputs by a LinnetError`, () => {
    const raw = new Set<string>();
    for (const op of Object.keys(ops))
      for (const inputs of wrongInputs())
        for (const given of [{}, attributes]) {
          const error = run(op, inputs, given);
          if (error !== null && !(error instanceof LinnetError)) raw.add(`${op}: ${error}`);
        }
    assert.equal([...raw], []);
  });
}

test.run();
