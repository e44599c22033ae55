// Descriptions of models by hand: Keras 1's words, what is refused, and what is damaged.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { flattenModel } from "../../../src/formats/keras/flattenModel.js";
import { majorOf } from "../../../src/formats/keras/kerasNetwork.js";
import { readKerasModel } from "../../../src/formats/keras/readKerasModel.js";
import type { DescribedNetwork } from "../../../src/formats/opened.js";
import { LinnetError } from "../../../src/tensor/errors.js";

const read = (model: unknown, version: string | null = "2.15.0"): DescribedNetwork =>
  flattenModel(readKerasModel(model, "m.h5"), majorOf(version)).network;

const layer = (className: string, config: object = {}, name = className.toLowerCase()): object => ({
  class_name: className,
  config: { name, trainable: true, dtype: "float32", ...config },
});
const begin = {
  ...layer("InputLayer", { batch_input_shape: [null, 8, 8, 3] }, "input"),
  name: "input",
  inbound_nodes: [],
};
const sequential = (...layers: readonly object[]): object => ({
  class_name: "Sequential",
  config: { name: "s", layers: [begin, ...layers] },
});
const functional = (layers: readonly object[], outputs: unknown): object => ({
  class_name: "Model",
  config: { name: "m", layers: [begin, ...layers], input_layers: [["input", 0, 0]], output_layers: outputs },
});
const after = (name: string, node: object): object => ({ ...node, inbound_nodes: [[[name, 0, 0, {}]]] });

test("Keras 1's words are Keras 2's", () => {
  const convolution = {
    ...{
      batch_input_shape: [null, 8, 8, 3],
      nb_filter: 4,
      nb_row: 3,
      nb_col: 2,
      border_mode: "same",
      subsample: [2, 2],
    },
    ...{ dim_ordering: "tf", bias: false, init: "glorot_uniform", W_regularizer: null, activation: "relu" },
  };
  const layers = [
    layer("Convolution2D", convolution, "c"),
    layer("Dropout", { p: 0.5 }, "d"),
    layer("Flatten", {}, "f"),
    layer("Dense", { output_dim: 2, input_dim: 3, init: "he_normal", activation: "softmax" }, "o"),
  ];
  const { layers: made } = read({ class_name: "Sequential", config: layers }, null);
  assert.equal(
    made.map((one) => [one.name, "config" in one ? one.config : null, one.inputs]),
    [
      ["c_input", { shape: [8, 8, 3] }, []],
      [
        "c",
        {
          filters: 4,
          padding: "same",
          strides: [2, 2],
          useBias: false,
          kernelInitializer: { name: "glorotUniform" },
          kernelRegularizer: null,
          activation: "relu",
          kernelSize: [3, 2],
        },
        ["c_input"],
      ],
      ["d", { rate: 0.5 }, ["c"]],
      ["f", {}, ["d"]],
      ["o", { units: 2, kernelInitializer: { name: "heNormal" }, activation: "softmax" }, ["f"]],
    ],
  );
});

test("initializers, regularizers and constraints of any version", () => {
  const config = {
    units: 1,
    kernel_initializer: {
      class_name: "VarianceScaling",
      config: { scale: 1, mode: "fan_in", distribution: "normal", seed: null },
    },
    bias_initializer: { module: "keras.initializers", class_name: "Zeros", config: {}, registered_name: null },
    kernel_regularizer: { class_name: "L1L2", config: { l1: 0, l2: 0.01 } },
    bias_regularizer: { module: "keras.regularizers", class_name: "L2", config: { l2: 0.1 } },
    kernel_constraint: { class_name: "MaxNorm", config: { max_value: 3, axis: 0 } },
  };
  const made = read(sequential(layer("Dense", config))).layers[1]!;
  assert.equal("config" in made && made.config, {
    units: 1,
    kernelInitializer: { name: "varianceScaling", scale: 1, mode: "fan_in", distribution: "truncated_normal" },
    biasInitializer: { name: "zeros" },
    kernelRegularizer: { name: "l1l2", l1: 0, l2: 0.01 },
    biasRegularizer: { name: "l2", l2: 0.1 },
    kernelConstraint: { name: "maxNorm", maxValue: 3, axis: 0 },
  });
});

test("hard_sigmoid is another function before Keras 3", () => {
  const model = sequential(layer("Activation", { activation: "hard_sigmoid" }, "a"));
  const classes = (version: string): unknown =>
    read(model, version).layers.map((one) => "className" in one && [one.className, one.name, one.config]);
  assert.equal(classes("2.15.0"), [
    ["InputLayer", "input", { shape: [8, 8, 3] }],
    ["Activation", "a", { activation: "linear" }],
    ["Rescaling", "a_rescaling", { scale: 0.2, offset: 0.5 }],
    ["ReLU", "a_relu", { maxValue: 1 }],
  ]);
  assert.equal(classes("3.1.0"), [
    ["InputLayer", "input", { shape: [8, 8, 3] }],
    ["Activation", "a", { activation: "hard_sigmoid" }],
  ]);
});

test("a layer of one's own keeps its options", () => {
  const own = { ...layer("Shift", { first_step: 2, other: null }, "s1"), registered_name: "Mine>Shift" };
  assert.equal(read(sequential(own, layer("Plain", { by: 1 }, "p"))).layers.slice(1), [
    { className: "Mine>Shift", name: "s1", trainable: true, config: { firstStep: 2 }, inputs: ["input"] },
    { className: "Custom>Plain", name: "p", trainable: true, config: { by: 1 }, inputs: ["s1"] },
  ]);
});

test("names that two models share are told apart", () => {
  const inner = (name: string): object => ({
    ...sequential(layer("ReLU", {}, "r")),
    config: { ...(sequential(layer("ReLU", {}, "r")) as { config: object }).config, name },
  });
  const { layers } = read(sequential(inner("a"), inner("b")));
  assert.equal(
    layers.map(({ name }) => name),
    ["input", "r", "b_r"],
  );
});

const dense = layer("Dense", { units: 2 }, "d");
const refused: readonly (readonly [title: string, model: unknown, message: RegExp])[] = [
  ["no object", 3, /^m\.h5: expected an object, got 3$/],
  [
    "a class of Python's",
    { class_name: "MyModel", config: {} },
    /expected a Sequential or a functional model, got "MyModel"/,
  ],
  ["Lambda", sequential(layer("Lambda", {}, "l")), /^m\.h5: layer "l" \(Lambda\): it is a function of Python's/],
  [
    "LSTM",
    sequential(layer("LSTM", {}, "l")),
    /layer "l" \(LSTM\): linnet has no layer LSTM; registerLayers\(\{ LSTM \}\)/,
  ],
  [
    "channels first",
    sequential(layer("Conv2D", { filters: 1, kernel_size: 1, data_format: "channels_first" }, "c")),
    /layer "c" \(Conv2D\): data_format: expected channels_last, got "channels_first"/,
  ],
  [
    "channels first in Keras 1's words",
    sequential(layer("Convolution2D", { nb_filter: 1, nb_row: 1, nb_col: 1, dim_ordering: "th" }, "c")),
    /data_format: expected channels_last, got "channels_first"/,
  ],
  [
    "an option that changes what is computed",
    sequential(layer("BatchNormalization", { renorm: true }, "b")),
    /layer "b" \(BatchNormalization\): renorm: linnet's layer has no such option, which is true here$/,
  ],
  [
    "an option with the name of what every object has",
    sequential(layer("BatchNormalization", { constructor: 1 }, "b")),
    /layer "b" \(BatchNormalization\): constructor: linnet's layer has no such option, which is 1 here$/,
  ],
  [
    "a regularizer of one's own",
    sequential(layer("Dense", { units: 1, kernel_regularizer: { class_name: "Mine", config: {} } }, "d")),
    /kernel_regularizer: expected one of l1, l2, l1_l2, got "Mine"/,
  ],
  [
    "sizes that are none",
    {
      class_name: "Sequential",
      config: { layers: [layer("InputLayer", { batch_input_shape: [null, -1, null, 3] })] },
    },
    /expected a shape of lengths above 0, got \[null,-1,null,3\]/,
  ],
  [
    "a Sequential that was never built",
    { class_name: "Sequential", config: { layers: [dense] } },
    /it has no input's shape: build it/,
  ],
  ["two layers of one name", sequential(dense, dense), /expected each layer's name once, got "d" twice/],
  ["an end that is not there", functional([], [["x", 0, 0]]), /expected its output "x" to be there/],
  [
    "an input that is not there",
    functional([after("x", dense)], [["d", 0, 0]]),
    /it reads output 0 of "x", which has none/,
  ],
  [
    "a circle",
    functional([after("e", { ...dense, name: "d" }), after("d", layer("ReLU", {}, "e"))], [["d", 0, 0]]),
    /it reads what is made of it/,
  ],
  [
    "a node that is none",
    functional([{ ...dense, inbound_nodes: [[7]] }], [["d", 0, 0]]),
    /inbound_nodes\[0\]: expected a list, got 7/,
  ],
  [
    "a layer that always trains",
    functional(
      [{ ...layer("Dropout", { rate: 0.5 }, "d"), inbound_nodes: [[["input", 0, 0, { training: true }]]] }],
      [["d", 0, 0]],
    ),
    /layer "d" \(Dropout\): it is called with training = true/,
  ],
  [
    "a function that linnet does not have",
    functional(
      [{ ...layer("TFOpLambda", { function: "math.erf" }, "t"), inbound_nodes: [["input", 0, 0, {}]] }],
      [["t", 0, 0]],
    ),
    /layer "t" \(TFOpLambda\): expected a function among add, .*, got "erf"/,
  ],
];

for (const [title, model, message] of refused)
  test(`refused: ${title}`, () => {
    try {
      read(model);
    } catch (error) {
      assert.instance(error, LinnetError);
      assert.match((error as Error).message, message);
      return;
    }
    assert.unreachable("expected an error");
  });

test("models in models without end are refused", () => {
  let model = sequential(dense);
  for (let depth = 0; depth < 40; depth += 1) model = sequential(model);
  assert.throws(() => read(model), /expected models in models at most 16 deep/);
});

test.run();
