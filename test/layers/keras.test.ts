// Every layer against Keras: forward, gradients by inputs and weights, moving statistics (test/oracles/keras/layers.py).

import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { gradients } from "../../src/graph/gradient.js";
import { type CallContext, inferenceContext, input, type Layer } from "../../src/layers/index.js";
import type { Parameter } from "../../src/layers/parameter.js";
import { layerFromConfig } from "../../src/layers/registry.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { add, mul } from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { assertClose } from "../support/compare.js";
import { type FixtureTensor, readFixture } from "../support/kerasFixture.js";

interface LayerCase {
  readonly className: string;
  readonly options: { readonly [argument: string]: unknown };
  readonly training: boolean;
  readonly note: string;
  readonly inputs: readonly FixtureTensor[];
  readonly weights: { readonly [name: string]: FixtureTensor };
  readonly r: FixtureTensor;
  readonly output: FixtureTensor;
  readonly inputGradients: readonly FixtureTensor[];
  readonly weightGradients: { readonly [name: string]: FixtureTensor };
  readonly after1?: { readonly [name: string]: FixtureTensor };
  readonly after10?: { readonly [name: string]: FixtureTensor };
  /** Keras refuses the layer. */
  readonly error?: string;
}

const classes = [
  ...["Activation", "Add", "AveragePooling2D", "BatchNormalization", "Conv2D", "Dense", "DepthwiseConv2D", "Flatten"],
  ...[
    "GlobalAveragePooling2D",
    "MaxPooling2D",
    "ReLU",
    "SeparableConv2D",
    "Softmax",
    "ZeroPadding2D",
    "more",
    "further",
  ],
];

/** Keras requires a pool size, and TensorFlow's kernels equal strides and no gaps; linnet does not. */
const taken = new Set([
  'Conv2DTranspose {"filters":2,"kernelSize":2,"dilationRate":2}',
  'Conv2DTranspose {"filters":2,"kernelSize":3,"dilationRate":[2,1],"padding":"same"}',
  "AveragePooling2D {}",
  'AveragePooling2D {"padding":"same"}',
  'DepthwiseConv2D {"kernelSize":3,"strides":[2,1],"padding":"same"}',
]);

/** Relative to an array's largest number; what a float32 sum in another order gives. */
const [FORWARD, BACKWARD] = [3.6e-7, 1.81e-6];

/** Where the numbers of two float32 computations differ by more, and why. */
const looser: readonly { readonly name: RegExp; readonly tolerance: number; readonly reason: string }[] = [
  { name: /offset 1000/, tolerance: 1e-4, reason: "a float32 mean of 1000 has four digits behind the point" },
  { name: /BatchNormalization {} of \[1,.*training/, tolerance: 3e-6, reason: "of one row ours is exactly beta" },
  { name: /BatchNormalization .*of \[2,6], training/, tolerance: 3e-5, reason: "of two rows all terms nearly cancel" },
  { name: /Resizing/, tolerance: 1e-6, reason: "TensorFlow computes places and weights in float32" },
  { name: /(softmax"}|Softmax {}) of \[1,2,3,4]/, tolerance: 4e-3, reason: "gradients of sure classes cancel to 1e-5" },
];

for (const backend of ["reference", "wasm"] as const) {
  for (const one of classes.flatMap((name) => readFixture<{ cases: readonly LayerCase[] }>(`layers-${name}`).cases)) {
    const { className, options, inputs, training, note } = one;
    const shapes = inputs.map(({ shape }) => JSON.stringify(shape)).join(" ");
    const name = `${backend}: ${className} ${JSON.stringify(options)} of ${shapes}${training ? ", training" : ""} ${note}`;
    test(name, () => (one.error === undefined ? checkLayer(one, backend, looserOf(name)) : checkRefused(one)));
  }
}

function createLayer({ className, options, inputs }: LayerCase): Layer {
  const layer = layerFromConfig({ className, config: options, name: "layer", trainable: true });
  layer.apply(inputs.map(({ shape }) => input({ shape: shape.slice(1) })));
  return layer;
}

function checkRefused(one: LayerCase): void {
  if (taken.has(`${one.className} ${JSON.stringify(one.options)}`)) return void createLayer(one);
  assert.throws(
    () => createLayer(one),
    (error: unknown) => error instanceof LinnetError,
  );
}

function looserOf(name: string): number | undefined {
  return looser.find((exception) => exception.name.test(name))?.tolerance;
}

async function checkLayer(one: LayerCase, backend: "reference" | "wasm", tolerance?: number): Promise<void> {
  const layer = createLayer(one);
  const weights = layer.parameters.map((parameter) => fixtureWeight(one.weights, parameter));
  assert.is(layer.parameters.length, Object.keys(one.weights).length, "as many weights");
  const learned = layer.parameters.filter((parameter) => parameter.learned);
  const moving = layer.parameters.filter((parameter) => !parameter.learned);
  const run = await compile(
    (...placeholders) => {
      const xs = placeholders.slice(0, one.inputs.length);
      const byParameter = new Map(
        layer.parameters.map((parameter, index) => [parameter, placeholders[xs.length + index]!]),
      );
      const context = contextOf(byParameter, one.training);
      const before = new Map(byParameter);
      const output = layer.run(xs, context);
      const wrt = [...xs, ...learned.map((parameter) => before.get(parameter)!)];
      const r = Tensor.from(Float32Array.from(one.r.values), one.r.shape);
      return [output, ...gradients(output, wrt, r), ...moving.map((parameter) => byParameter.get(parameter)!)];
    },
    [...one.inputs, ...weights].map(({ shape }) => shape),
    { backend },
  );
  const tensors = one.inputs.map(({ shape, values }) => Tensor.from(Float32Array.from(values), shape));
  let state = weights.map(({ shape, values }) => Tensor.from(Float32Array.from(values), shape));
  const [output, ...others] = await run(...tensors, ...state);
  assertClose(output!.values, one.output.values, tolerance ?? FORWARD, "output");
  const expected = [
    ...one.inputGradients,
    ...learned.map((parameter) => fixtureWeight(one.weightGradients, parameter)),
  ];
  expected.forEach(({ values }, index) => {
    assertClose(others[index]!.values, values, tolerance ?? BACKWARD, `gradient ${index}`);
  });
  for (let step = 1; step <= 10 && one.after1 !== undefined; step += 1) {
    const results = (await run(...tensors, ...state)).slice(1 + expected.length);
    state = layer.parameters.map((parameter, index) =>
      parameter.learned ? state[index]! : results[moving.indexOf(parameter)]!,
    );
    const after = { 1: one.after1, 10: one.after10 }[step];
    if (after === undefined) continue;
    moving.forEach((parameter, index) => {
      assertClose(results[index]!.values, fixtureWeight(after, parameter).values, 1e-6, `${parameter.name}, ${step}`);
    });
  }
  await run.program.close();
}

/** Under the weight's name, or under Keras 3's if that is another. */
function fixtureWeight(
  weights: { readonly [name: string]: FixtureTensor },
  { weightName, alias }: Parameter,
): FixtureTensor {
  const found = weights[weightName] ?? weights[alias?.split("/").at(-1) ?? ""];
  if (found === undefined) throw new LinnetError(`the fixture lacks ${weightName}`);
  return found;
}

function contextOf(values: Map<Parameter, Tensor>, training: boolean): CallContext {
  return {
    ...inferenceContext,
    training,
    isTrained: () => training,
    read: (parameter) => values.get(parameter)!,
    observe: (parameter, current, momentum) => {
      values.set(parameter, add(mul(values.get(parameter)!, momentum), mul(current, 1 - momentum)));
    },
  };
}

test.run();
