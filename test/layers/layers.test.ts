import { test } from "uvu";
import * as assert from "uvu/assert";
import * as layers from "../../src/layers/index.js";
import { layerFromConfig } from "../../src/layers/registry.js";
import { LinnetError } from "../../src/tensor/errors.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Sequential } from "../../src/train/sequential.js";
import { randomTensor } from "../support/compare.js";

const { inferenceContext, input } = layers;

const cases: readonly {
  readonly layer: layers.Layer;
  readonly shape: readonly number[];
  readonly output: readonly number[];
  readonly weights: readonly string[];
}[] = [
  { layer: new layers.Dense({ units: 4, activation: "relu" }), shape: [3], output: [4], weights: ["kernel", "bias"] },
  {
    layer: new layers.Conv2D({ filters: 5, kernelSize: 3, strides: 2, padding: "same" }),
    shape: [6, 6, 3],
    output: [3, 3, 5],
    weights: ["kernel", "bias"],
  },
  {
    layer: new layers.DepthwiseConv2D({ kernelSize: 3, depthMultiplier: 2, useBias: false }),
    shape: [6, 6, 3],
    output: [4, 4, 6],
    weights: ["depthwise_kernel"],
  },
  {
    layer: new layers.SeparableConv2D({ filters: 7, kernelSize: [3, 1] }),
    shape: [6, 6, 3],
    output: [4, 6, 7],
    weights: ["depthwise_kernel", "pointwise_kernel", "bias"],
  },
  {
    layer: new layers.BatchNormalization(),
    shape: [2, 2, 3],
    output: [2, 2, 3],
    weights: ["gamma", "beta", "moving_mean", "moving_variance"],
  },
  { layer: new layers.AveragePooling2D({ poolSize: [2, 3] }), shape: [4, 6, 2], output: [2, 2, 2], weights: [] },
  {
    layer: new layers.MaxPooling2D({ poolSize: 3, strides: 2, padding: "same" }),
    shape: [5, 5, 2],
    output: [3, 3, 2],
    weights: [],
  },
  {
    layer: new layers.BatchNormalization({ center: false, scale: false, movingMeanInitializer: "ones" }),
    shape: [2, 2, 3],
    output: [2, 2, 3],
    weights: ["moving_mean", "moving_variance"],
  },
  { layer: new layers.GlobalAveragePooling2D(), shape: [4, 4, 3], output: [3], weights: [] },
  { layer: new layers.GlobalAveragePooling2D({ keepDims: true }), shape: [4, 4, 3], output: [1, 1, 3], weights: [] },
  { layer: new layers.Flatten(), shape: [2, 3, 4], output: [24], weights: [] },
  { layer: new layers.Dropout({ rate: 0.5 }), shape: [8], output: [8], weights: [] },
  { layer: new layers.ReLU({ maxValue: 6 }), shape: [8], output: [8], weights: [] },
  { layer: new layers.ReLU({ negativeSlope: 0.2 }), shape: [8], output: [8], weights: [] },
  { layer: new layers.ReLU({ negativeSlope: 0.2, maxValue: 3, threshold: 1 }), shape: [8], output: [8], weights: [] },
  { layer: new layers.LeakyReLU(), shape: [8], output: [8], weights: [] },
  { layer: new layers.ELU({ alpha: 0.5 }), shape: [8], output: [8], weights: [] },
  { layer: new layers.PReLU({ sharedAxes: [1] }), shape: [8, 3], output: [8, 3], weights: ["alpha"] },
  { layer: new layers.Softmax({ axis: 1 }), shape: [8, 2], output: [8, 2], weights: [] },
  { layer: new layers.GlobalMaxPooling2D(), shape: [4, 4, 3], output: [3], weights: [] },
  { layer: new layers.Dropout({ rate: 0.5, noiseShape: [null, 1, 3] }), shape: [8, 3], output: [8, 3], weights: [] },
  {
    layer: new layers.Conv2D({ filters: 4, kernelSize: 1, groups: 2, kernelConstraint: "max_norm", activation: null }),
    shape: [3, 3, 2],
    output: [3, 3, 4],
    weights: ["kernel", "bias"],
  },
  {
    layer: new layers.Dense({
      units: 3,
      activation: "leaky_relu",
      kernelInitializer: { name: "varianceScaling", scale: 2, mode: "fan_avg", distribution: "uniform", seed: 4 },
      biasInitializer: { name: "constant", value: 0.5 },
      kernelRegularizer: { name: "l1l2", l1: 0.1, l2: 0.2 },
      biasRegularizer: "l1_l2",
      kernelConstraint: { name: "minMaxNorm", maxValue: 3 },
    }),
    shape: [2, 4],
    output: [2, 3],
    weights: ["kernel", "bias"],
  },
  { layer: new layers.Softmax(), shape: [8], output: [8], weights: [] },
  { layer: new layers.Activation({ activation: "tanh" }), shape: [8], output: [8], weights: [] },
  { layer: new layers.Activation({ activation: "hardSwish" }), shape: [8], output: [8], weights: [] },
  { layer: new layers.Rescaling({ scale: 1 / 127.5, offset: -1 }), shape: [2, 2, 3], output: [2, 2, 3], weights: [] },
  { layer: new layers.Permute({ dims: [2, 3, 1] }), shape: [2, 3, 4], output: [3, 4, 2], weights: [] },
  {
    layer: new layers.Cropping2D({
      cropping: [
        [0, 1],
        [2, 0],
      ],
    }),
    shape: [4, 5, 2],
    output: [3, 3, 2],
    weights: [],
  },
  {
    layer: new layers.Normalization(),
    shape: [2, 2, 3],
    output: [2, 2, 3],
    weights: ["mean", "variance", "count"],
  },
  {
    layer: new layers.Normalization({ axis: [1, -1], mean: 0.5, variance: [1, 2, 3, 4, 5, 6], invert: true }),
    shape: [2, 4, 3],
    output: [2, 4, 3],
    weights: [],
  },
  { layer: new layers.Reshape({ targetShape: [4, -1] }), shape: [2, 3, 4], output: [4, 6], weights: [] },
  {
    layer: new layers.ZeroPadding2D({
      padding: [
        [0, 1],
        [2, 3],
      ],
    }),
    shape: [3, 3, 1],
    output: [4, 8, 1],
    weights: [],
  },
  { layer: new layers.UpSampling2D({ interpolation: "bilinear" }), shape: [2, 3, 1], output: [4, 6, 1], weights: [] },
  {
    layer: new layers.Resizing({ height: 2, width: 5, cropToAspectRatio: true, antialias: true }),
    shape: [4, 4, 2],
    output: [2, 5, 2],
    weights: [],
  },
  { layer: new layers.CenterCrop({ height: 2, width: 5 }), shape: [4, 4, 2], output: [2, 5, 2], weights: [] },
  {
    layer: new layers.Conv2DTranspose({ filters: 3, kernelSize: 3, strides: 2, outputPadding: 1, padding: "same" }),
    shape: [3, 4, 2],
    output: [6, 8, 3],
    weights: ["kernel", "bias"],
  },
  {
    layer: new layers.Conv1D({ filters: 4, kernelSize: [3], padding: "causal", groups: 2 }),
    shape: [6, 2],
    output: [6, 4],
    weights: ["kernel", "bias"],
  },
  {
    layer: new layers.DepthwiseConv1D({ kernelSize: 3, depthMultiplier: 2, strides: 2 }),
    shape: [7, 2],
    output: [3, 4],
    weights: ["depthwise_kernel", "bias"],
  },
  { layer: new layers.MaxPooling1D({ poolSize: 3, strides: [2] }), shape: [7, 2], output: [3, 2], weights: [] },
  { layer: new layers.AveragePooling1D({ padding: "same" }), shape: [7, 2], output: [4, 2], weights: [] },
  { layer: new layers.GlobalAveragePooling1D(), shape: [7, 2], output: [2], weights: [] },
  { layer: new layers.GlobalMaxPooling1D({ keepDims: true }), shape: [7, 2], output: [1, 2], weights: [] },
  { layer: new layers.Cropping1D({ cropping: [1, 2] }), shape: [7, 2], output: [4, 2], weights: [] },
  { layer: new layers.ZeroPadding1D({ padding: 2 }), shape: [3, 2], output: [7, 2], weights: [] },
  {
    layer: new layers.LayerNormalization({ axis: [1, 2], gammaInitializer: "ones" }),
    shape: [2, 3],
    output: [2, 3],
    weights: ["gamma", "beta"],
  },
  {
    layer: new layers.GroupNormalization({ groups: 2, scale: false }),
    shape: [3, 4],
    output: [3, 4],
    weights: ["beta"],
  },
  { layer: new layers.RandomFlip({ mode: "horizontal", seed: 3 }), shape: [2, 3, 1], output: [2, 3, 1], weights: [] },
  { layer: new layers.RandomRotation({ factor: [-0.1, 0.2] }), shape: [2, 3, 1], output: [2, 3, 1], weights: [] },
  { layer: new layers.RandomZoom({ heightFactor: 0.2 }), shape: [2, 3, 1], output: [2, 3, 1], weights: [] },
  {
    layer: new layers.RandomTranslation({ heightFactor: 0.2, widthFactor: 0.1, fillMode: "nearest" }),
    shape: [2, 3, 1],
    output: [2, 3, 1],
    weights: [],
  },
  { layer: new layers.RandomContrast({ factor: 0.2 }), shape: [2, 3, 1], output: [2, 3, 1], weights: [] },
  {
    layer: new layers.RandomBrightness({ factor: 0.2, valueRange: [0, 1] }),
    shape: [2, 3, 1],
    output: [2, 3, 1],
    weights: [],
  },
  { layer: new layers.SpatialDropout1D({ rate: 0.2 }), shape: [3, 1], output: [3, 1], weights: [] },
  { layer: new layers.SpatialDropout2D({ rate: 0.2 }), shape: [2, 3, 1], output: [2, 3, 1], weights: [] },
  { layer: new layers.GaussianNoise({ stddev: 0.2 }), shape: [3], output: [3], weights: [] },
  { layer: new layers.GaussianDropout({ rate: 0.2 }), shape: [3], output: [3], weights: [] },
  { layer: new layers.ThresholdedReLU({ theta: 0.5 }), shape: [3], output: [3], weights: [] },
  { layer: new layers.LeakyReLU({ alpha: 0.1 }), shape: [8], output: [8], weights: [] },
  { layer: new layers.Identity(), shape: [3], output: [3], weights: [] },
  { layer: new layers.RepeatVector({ n: 2 }), shape: [3], output: [2, 3], weights: [] },
];

for (const { layer, shape, output, weights } of cases) {
  test(`${layer.className}: shapes, weights, and the way through its configuration`, () => {
    const connected = layer.apply(input({ shape }));
    assert.equal(connected.shape, output);
    assert.equal(
      layer.parameters.map(({ name }) => name),
      weights.map((name) => `${layer.className}/${name}`),
    );
    const x = randomTensor([2, ...shape], "x");
    const y = layer.run([x], inferenceContext);
    assert.equal(y.shape, [2, ...output]);
    const { className, name, trainable } = layer;
    const copy = layerFromConfig({ className, name, trainable, config: JSON.parse(JSON.stringify(layer.config())) });
    copy.apply(input({ shape }));
    assert.equal(copy.run([x], inferenceContext).values, y.values, "the same first weights, the same output");
  });
}

test("Add sums, and wants shapes that broadcast", () => {
  const [a, b] = [randomTensor([2, 3], "a"), randomTensor([2, 3], "b")];
  const sum = new layers.Add().run([a, b], inferenceContext);
  assert.equal(
    [...sum.values],
    [...a.values].map((value, index) => Math.fround(value + b.values[index]!)),
  );
  assert.throws(
    () => new layers.Add({ name: "join" }).apply([input({ shape: [2] }), input({ shape: [3] })]),
    /Add "join": expected inputs that broadcast to one shape, got \[2\] and \[3\]/,
  );
});

test("Multiply weighs the channels of pictures, and wants shapes that broadcast", () => {
  const [pictures, gates] = [randomTensor([2, 2, 3, 4], "pictures"), randomTensor([2, 1, 1, 4], "gates")];
  const multiply = new layers.Multiply({ name: "gate" });
  const [shape, gateShape] = [input({ shape: [2, 3, 4] }), input({ shape: [1, 1, 4] })];
  assert.equal(multiply.apply([shape, gateShape]).shape, [2, 3, 4]);
  const product = multiply.run([pictures, gates], inferenceContext);
  const expected = pictures.values.map(
    (value, index) => value * gates.values[4 * Math.floor(index / 24) + (index % 4)]!,
  );
  assert.equal(product.values, expected);
  assert.throws(
    () => multiply.apply([shape, input({ shape: [2, 2, 4] })]),
    /Multiply "gate": expected inputs that broadcast to one shape, got \[2,3,4\] and \[2,2,4\]/,
  );
  assert.equal(multiply.apply([shape, input({ shape: [4] })]).shape, [2, 3, 4], "a row is repeated over the picture");
  assert.throws(() => multiply.apply([shape]), /expected two inputs or more, got 1/);
});

test("errors name the layer, the shapes, and what was expected", () => {
  const conv = new layers.Conv2D({ name: "block_3_expand", filters: 4, kernelSize: 1 });
  conv.apply(input({ shape: [56, 56, 24] }));
  assert.throws(
    () => conv.run([Tensor.placeholder([8, 56, 56, 32])], inferenceContext),
    'conv2d "block_3_expand": kernel expects 24 input channels, x has 32 (x [8,56,56,32], kernel [1,1,24,4])',
  );
  assert.throws(
    () => new layers.Dense({ name: "fc", units: 3 }).apply(input({ shape: [] })),
    /Dense "fc": expected rows of features, got single numbers/,
  );
  assert.throws(
    () => new layers.AveragePooling2D({ name: "pool", poolSize: 7 }).apply(input({ shape: [3, 3, 2] })),
    /averagePool2d "pool": a window of 7x7 does not fit the padded picture of 3x3/,
  );
  assert.throws(
    () => new layers.Dropout({ rate: 1 }).apply(input({ shape: [3] })),
    /rate is expected from 0 to below 1, got 1/,
  );
  assert.throws(
    () => layerFromConfig({ className: "Lambda", name: "x", trainable: true, config: {} }),
    /layer "x": expected a class among .*got "Lambda"/,
  );
});

const picture = input({ shape: [4, 4, 3] });
const row = input({ shape: [4] });
const wrongArguments: readonly (readonly [call: () => unknown, message: string])[] = [
  [
    () => new layers.Dense({ name: "fc", units: 0 }).apply(row),
    'Dense "fc": units is expected to be a whole number of 1 or more, got 0 (input [4])',
  ],
  [
    () => new layers.Dense({ name: "fc", units: 2, activation: "relo" as "relu" }),
    'Dense "fc": activation: expected one of linear, relu, relu6, ',
  ],
  [() => new layers.Dense({ units: 2, activation: "relo" as "relu" }), 'got "relo": did you mean "relu"?'],
  [
    () => new layers.Dense({ units: 2, kernelInitializer: "lecun" as "zeros" }).apply(row),
    "Dense: kernelInitializer: expected one of zeros, ones, constant, randomNormal",
  ],
  [() => new layers.Conv2D({ filters: -2, kernelSize: 3 }).apply(picture), "filters is expected"],
  [() => new layers.Conv2D({ filters: 2, kernelSize: 0 }).apply(picture), "the window's size is expected"],
  [() => new layers.Conv2D({ filters: 2 } as never).apply(picture), "kernelSize is expected as a number or [height"],
  [() => new layers.Conv2D({ filters: 2, kernelSize: 3, strides: 0 }).apply(picture), "strides is expected"],
  [() => new layers.Conv2D({ filters: 2, kernelSize: 3 }).apply(row), "expected pictures [height, width, channels]"],
  [
    () => new layers.DepthwiseConv2D({ kernelSize: 3, depthMultiplier: 0 }).apply(picture),
    "depthMultiplier is expected",
  ],
  [() => new layers.SeparableConv2D({ filters: 0.5, kernelSize: 3 }).apply(picture), "filters is expected"],
  [() => new layers.BatchNormalization({ momentum: 2 }).apply(row), "momentum is expected from 0 to 1, got 2"],
  [() => new layers.BatchNormalization({ epsilon: -1 }).apply(row), "epsilon is expected above 0, got -1"],
  [
    () => new layers.Activation({ activation: "x" as "relu" }).apply(row),
    "Activation: activation: expected one of linear,",
  ],
  [() => new layers.ZeroPadding2D({ padding: -1 }).apply(picture), "padding is expected"],
  [() => new layers.Concatenate({ axis: 0 }).apply([row, row]), "axis is expected to be one of the 2 of the inputs"],
  [() => new layers.Concatenate().apply([row, picture]), "differ along axis"],
  [() => new layers.Concatenate().apply([row]), "expected two inputs or more, got 1"],
  [() => new layers.Permute({ dims: [1, 2, 2] }).apply(picture), "each number from 1 to 3 once, got [1,2,2]"],
  [() => new layers.Cropping2D({ cropping: [4, 0] }).apply(picture), "cropping is expected to leave something"],
  [() => new layers.Cropping2D({ cropping: 0.5 }).apply(picture), "cropping is expected"],
  [() => new layers.Normalization({ mean: 1 }), "expected mean and variance together, got 1 and null"],
  [() => new layers.Normalization({ mean: [1, 2], variance: 1 }).apply(picture), "mean is expected as one number or 3"],
  [() => new layers.Normalization({ axis: 4 }).apply(picture), "axis is expected to name some of 1 to 3"],
  [() => new layers.ReLU({ maxValue: -1 }).apply(row), "maxValue is expected to be 0 or more, got -1"],
  [() => new layers.ReLU({ threshold: -1 }).apply(row), "threshold is expected to be 0 or more, got -1"],
  [
    () => new layers.Softmax({ axis: 0 }).apply(row),
    "axis is expected to be one of the 2 of the input and not the batch's",
  ],
  [
    () => new layers.BatchNormalization({ axis: 1 }).apply(picture),
    "axis is expected to be the last one, -1 or 3, got 1",
  ],
  [
    () => new layers.Conv2D({ filters: 4, kernelSize: 1, groups: 2 }).apply(picture),
    "groups is expected to divide 3 channels and 4 filters, got 2",
  ],
  [
    () => new layers.Dropout({ rate: 0.5, noiseShape: [null, 2, 1, 3] }).apply(picture),
    "noiseShape is expected to fit [batch,4,4,3]",
  ],
  [
    () => new layers.Dense({ units: 2, kernel_initializer: "ones" } as never),
    "Dense: unknown option kernel_initializer: did you mean kernelInitializer?",
  ],
  [() => new layers.Dense({ units: "2" as never }), 'Dense: expected units to be a number, got "2"'],
  [() => new layers.Dense(undefined as never), "Dense: expected an object of options, got undefined"],
  [
    () => new layers.Dense({ units: 2, kernelInitializer: { name: "randomNormal", sigma: 1 } as never }),
    "Dense: kernelInitializer: randomNormal: unknown option sigma",
  ],
  [
    () => new layers.Dense({ units: 2, kernelRegularizer: "l3" as "l2" }),
    "Dense: kernelRegularizer: expected one of l1",
  ],
  [
    () => new layers.Conv2D({ filters: 2, kernelSize: 3, dataFormat: "channels_first" } as never),
    "unknown option dataFormat",
  ],
  [() => new layers.Flatten({ name: 3 as never }), "Flatten: expected name to be a string, got 3"],
  [
    () => new layers.Flatten({ name: "flat" }).apply(null as never),
    "expected the output of input() or a layer's apply, got null",
  ],
  [() => new layers.Flatten().apply(Array.from({ length: 99 }, () => 1) as never), "got an array of 99"],
  [
    () =>
      new layers.Dense({ units: 2, kernelInitializer: "identity" }).apply(picture) &&
      new layers.Conv2D({ filters: 2, kernelSize: 1, kernelInitializer: "identity" }).apply(picture).layer
        .parameters[0]!.values,
    "identity: expected a weight of two axes, got [1,1,3,2]",
  ],
  [() => new layers.Rescaling({} as never).apply(row), "scale is expected to be a finite number, got undefined"],
  [() => new layers.Rescaling({ scale: 1, offset: Number.NaN }).apply(row), "offset is expected to be a finite number"],
  [
    () => new layers.Reshape({ targetShape: [3, -1] }).apply(row),
    "targetShape is expected to have the 4 elements of the input, got [3,-1]",
  ],
  [() => new layers.Reshape({ targetShape: [-1, -1] }).apply(row), "targetShape is expected to have"],
  [() => new layers.Reshape({} as never).apply(row), "targetShape is expected as a list of numbers, got undefined"],
  [() => input({ shape: [-1, 3] }), "an axis of shape is expected to be a whole number of 1 or more, got -1"],
  [() => input({} as never), "shape is expected as a list of numbers, got undefined"],
  [
    () => new layers.Flatten({ name: "flat" }).apply(undefined as never),
    'layer "flat": expected the output of input() or',
  ],
];

for (const [call, message] of wrongArguments) {
  test(`a wrong argument: ${message}`, () => {
    try {
      call();
    } catch (error) {
      assert.instance(error, LinnetError);
      assert.ok((error as Error).message.includes(message), (error as Error).message);
      return;
    }
    assert.unreachable("expected an error");
  });
}

test("Dropout with a noise shape drops whole rows", () => {
  const layer = new layers.Dropout({ rate: 0.5, noiseShape: [null, 1], seed: 3 });
  layer.apply(input({ shape: [5] }));
  const x = Tensor.from(new Float32Array(100).fill(1), [20, 5]);
  const rows = [...layer.run([x], { ...inferenceContext, training: true })].map(({ values }) => new Set(values));
  assert.ok(rows.every(({ size }) => size === 1));
  assert.equal(new Set(rows.map(([value]) => value)), new Set([0, 2]));
});

/** What a layer makes of ones in each of four steps of training. */
function inTraining(layer: layers.Layer, shape: readonly number[]): Tensor[] {
  layer.apply(input({ shape }));
  const x = Tensor.from(
    new Float32Array(32 * shape.reduce((a, b) => a * b, 1)).map((_, i) => i % 7),
    [32, ...shape],
  );
  return [0, 1, 2, 3].map((step) =>
    layer.run([x], { ...inferenceContext, training: true, step: Tensor.from(Float32Array.of(step), []) }),
  );
}

test("layers that add noise in training do it anew in each step, and the same again", () => {
  for (const layer of [
    new layers.RandomFlip(),
    new layers.RandomBrightness({ factor: 0.2 }),
    new layers.RandomContrast({ factor: 0.2 }),
    new layers.SpatialDropout2D({ rate: 0.5 }),
    new layers.GaussianNoise({ stddev: 2 }),
    new layers.GaussianDropout({ rate: 0.3 }),
  ]) {
    const [first, second] = inTraining(layer, [3, 5, 2]);
    assert.not.equal(first!.values, second!.values, layer.className);
    assert.equal(inTraining(layer, [3, 5, 2])[0]!.values, first!.values, layer.className);
  }
});

test("normal noise has the deviation that it should have", () => {
  const layer = new layers.GaussianNoise({ stddev: 2, seed: 5 });
  const values = inTraining(layer, [8, 8, 3]).flatMap((y) => [...y.values].map((value, i) => value - (i % 7)));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  assert.ok(Math.abs(mean) < 0.05 && Math.abs(deviation - 2) < 0.05, `${mean}, ${deviation}`);
});

test("what moves pixels at random only predicts", () => {
  assert.throws(
    () => inTraining(new layers.RandomRotation({ name: "turn", factor: 0.1 }), [3, 3, 1]),
    /RandomRotation "turn": it only predicts: leave it out/,
  );
});

test("DepthwiseConv2D's weight is read under both of Keras's names", () => {
  const model = new Sequential([input({ shape: [4, 4, 2] }), new layers.DepthwiseConv2D({ name: "d", kernelSize: 2 })]);
  const kernel = { shape: [2, 2, 2, 1], values: new Float32Array(8).fill(0.5) };
  const bias = { shape: [2], values: new Float32Array(2) };
  for (const name of ["d/kernel", "d/depthwise_kernel"]) {
    model.getLayer("d").parameters[0]!.values = new Float32Array(8);
    model.loadWeights(
      new Map([
        [name, kernel],
        ["d/bias", bias],
      ]),
    );
    assert.equal(model.getLayer("d").parameters[0]!.values, kernel.values);
  }
  assert.equal([...model.getWeights().keys()], ["d/depthwise_kernel", "d/bias"], "written as before");
  assert.throws(() => model.loadWeights(new Map([["d/bias", bias]])), /"d\/depthwise_kernel" is missing/);
});

test("biases begin as they are told", () => {
  const dense = new layers.Dense({ units: 2, biasInitializer: "ones" });
  const separable = new layers.SeparableConv2D({
    filters: 2,
    kernelSize: 3,
    depthwiseInitializer: "ones",
    pointwiseInitializer: "zeros",
    biasInitializer: "ones",
  });
  dense.apply(row);
  separable.apply(picture);
  const values = [dense, separable].map(({ parameters }) => parameters.map((parameter) => parameter.values[0]));
  assert.equal(values[0]![1], 1);
  assert.equal(values[1], [1, 0, 1]);
});

test("initializers: Glorot's limit, He's deviation, and numbers of its own for each weight", () => {
  const dense = new layers.Dense({ name: "a", units: 200 });
  const other = new layers.Dense({ name: "b", units: 200 });
  for (const layer of [dense, other]) layer.apply(input({ shape: [300] }));
  const [kernel, bias] = dense.parameters;
  const limit = Math.sqrt(6 / 500);
  const largest = kernel!.values.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
  assert.ok(largest <= limit && largest > 0.99 * limit, `${largest} of ${limit}`);
  assert.ok(bias!.values.every((value) => value === 0));
  assert.not.equal(kernel!.values, other.parameters[0]!.values);
  const he = new layers.Conv2D({ name: "c", filters: 64, kernelSize: 3, kernelInitializer: "heNormal" });
  he.apply(input({ shape: [8, 8, 32] }));
  const values = he.parameters[0]!.values;
  const deviation = Math.sqrt(values.reduce((sum, value) => sum + value * value, 0) / values.length);
  assert.ok(Math.abs(deviation / Math.sqrt(2 / (9 * 32)) - 1) < 0.02, `deviation ${deviation}`);
});

test.run();
