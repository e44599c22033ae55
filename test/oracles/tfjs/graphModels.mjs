// What TensorFlow.js makes of graph models: the small ones that this script writes, an op or two each with unusual options, and
// those of ../shared/interop/tfjs, of whose outputs a few numbers are kept. Run in a folder with tfjs 4.22:
// npm install @tensorflow/tfjs-core@4.22.0 @tensorflow/tfjs-backend-cpu@4.22.0 @tensorflow/tfjs-converter@4.22.0
// node graphModels.mjs THAT_FOLDER OUTPUT_FILE SHARED_FOLDER

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";

const [modules, target, shared] = process.argv.slice(2);
const require = createRequire(join(modules, "package.json"));
const tf = require("@tensorflow/tfjs-core");
require("@tensorflow/tfjs-backend-cpu");
const { loadGraphModel } = require("@tensorflow/tfjs-converter");
await tf.setBackend("cpu");

/** The same rule as in the test: no numbers are kept of it. */
const hashed = (count, from = 0) =>
  Float32Array.from({ length: count }, (_, i) => ((((i + from) * 2654435761) >>> 0) % 2001) / 1000 - 1);
const sizeOf = (shape) => shape.reduce((a, b) => a * b, 1);

const text = (value) => ({ s: Buffer.from(value).toString("base64") });
const int = (value) => ({ i: String(value) });
const ints = (values) => ({ list: { i: values.map(String) } });
const texts = (values) => ({ list: { s: values.map((value) => Buffer.from(value).toString("base64")) } });
const float = (value) => ({ f: value });
const flag = (value) => ({ b: value });
const type = (value) => ({ type: value });
const shapeOf = (lengths) => ({ dim: lengths.map((size) => ({ size: String(size) })) });

/** One op: `x` of a shape, and constants: a list of whole numbers is int32, `w([…])` hashed numbers of that shape. */
const w = (...shape) => ({ hashed: shape });
const scalar = (value, dtype = "float32") => ({ value, dtype });
const SAME = { padding: text("SAME") };
const VALID = { padding: text("VALID") };
const strides = (y, x = y) => ({ strides: ints([1, y, x, 1]) });
const dilations = (y, x = y) => ({ dilations: ints([1, y, x, 1]) });

const cases = [
  ["Conv2D", [2, 7, 6, 3], [w(3, 2, 3, 4)], { ...SAME, ...strides(2), ...dilations(1) }],
  ["Conv2D", [1, 9, 8, 2], [w(3, 3, 2, 3)], { ...VALID, ...strides(1), ...dilations(2, 3) }],
  [
    "Conv2D",
    [1, 5, 6, 2],
    [w(3, 3, 2, 3)],
    { padding: text("EXPLICIT"), explicit_paddings: ints([0, 0, 1, 2, 0, 3, 0, 0]), ...strides(2), ...dilations(1) },
  ],
  [
    "_FusedConv2D",
    [1, 6, 6, 3],
    [w(2, 2, 3, 4), w(4)],
    { ...SAME, ...strides(1), fused_ops: texts(["BiasAdd", "Relu6"]), num_args: int(1) },
  ],
  [
    "_FusedConv2D",
    [1, 6, 6, 3],
    [w(2, 2, 3, 4), w(4), w(4)],
    { ...SAME, ...strides(1), fused_ops: texts(["BiasAdd", "Prelu"]), num_args: int(2) },
  ],
  [
    "_FusedConv2D",
    [1, 6, 6, 3],
    [w(2, 2, 3, 4), w(4)],
    {
      ...VALID,
      ...strides(2),
      fused_ops: texts(["BiasAdd", "LeakyRelu"]),
      leakyrelu_alpha: float(0.3),
      num_args: int(1),
    },
  ],
  [
    "_FusedConv2D",
    [1, 6, 6, 3],
    [w(2, 2, 3, 4), w(4)],
    { ...VALID, ...strides(2), fused_ops: texts(["BiasAdd", "Elu"]), num_args: int(1) },
  ],
  ["DepthwiseConv2dNative", [2, 7, 7, 3], [w(3, 3, 3, 2)], { ...SAME, ...strides(2), ...dilations(1) }],
  ["DepthwiseConv2dNative", [1, 9, 9, 3], [w(3, 3, 3, 1)], { ...SAME, ...strides(1), ...dilations(2) }],
  [
    "FusedDepthwiseConv2dNative",
    [1, 7, 7, 3],
    [w(3, 3, 3, 1), w(3)],
    { ...VALID, ...strides(1), fused_ops: texts(["BiasAdd", "Relu"]), num_args: int(1) },
  ],
  ["Conv2DBackpropInput", [1, 3, 4, 3], ["first", [1, 6, 8, 2], w(3, 3, 2, 3)], { ...SAME, ...strides(2) }],
  ["Conv2DBackpropInput", [1, 3, 4, 3], ["first", [1, 7, 9, 2], w(3, 3, 2, 3)], { ...VALID, ...strides(2) }],
  ["MatMul", [3, 4], [w(5, 4)], { transpose_a: flag(false), transpose_b: flag(true) }],
  ["_FusedMatMul", [3, 4], [w(4, 5), w(5)], { fused_ops: texts(["BiasAdd", "Relu"]), num_args: int(1) }],
  ["BatchMatMulV2", [2, 3, 4], [w(2, 5, 4)], { adj_x: flag(false), adj_y: flag(true) }],
  ["MaxPool", [1, 7, 6, 2], [], { ...SAME, ...strides(2), ksize: ints([1, 3, 2, 1]) }],
  ["AvgPool", [1, 7, 6, 2], [], { ...SAME, ...strides(2), ksize: ints([1, 3, 3, 1]) }],
  [
    "FusedBatchNormV3",
    [2, 3, 3, 4],
    [w(4), w(4), w(4), { hashed: [4], plus: 1.5 }],
    { epsilon: float(0.01), is_training: flag(false) },
  ],
  ["BiasAdd", [2, 3, 4], [w(4)], {}],
  ["AddV2", [2, 3, 4], [w(3, 1)], {}],
  ["Sub", [2, 3], [w(2, 1)], {}],
  ["RealDiv", [2, 3], [{ hashed: [3], plus: 3 }], {}],
  ["Maximum", [2, 3], [w(3)], {}],
  ["Minimum", [2, 3], [scalar(0.2)], {}],
  ["SquaredDifference", [2, 3], [w(3)], {}],
  ["Pow", [2, 3], [scalar(2)], {}],
  ["PadV2", [1, 3, 2], [[0, 1, 2, 1, 0, 2], scalar(0.5)], { reshape: [3, 2] }],
  ["Pad", [1, 3, 2, 2], [[0, 0, 1, 2, 0, 1, 0, 0]], { reshape: [4, 2] }],
  ["MirrorPad", [1, 4, 4, 1], [[0, 0, 1, 2, 2, 1, 0, 0]], { mode: text("REFLECT"), reshape: [4, 2] }],
  ["Relu", [7], [], {}],
  ["Relu6", [7], [], {}],
  ["LeakyRelu", [7], [], { alpha: float(0.1) }],
  ["Prelu", [2, 3], [w(3)], {}],
  ["Elu", [7], [], {}],
  ["Selu", [7], [], {}],
  ["Sigmoid", [7], [], {}],
  ["Tanh", [7], [], {}],
  ["Softplus", [7], [], {}],
  ["Erf", [7], [], {}],
  ["Exp", [7], [], {}],
  ["Square", [7], [], {}],
  ["Abs", [7], [], {}],
  ["Neg", [7], [], {}],
  ["ClipByValue", [7], [scalar(-0.3), scalar(0.4)], {}],
  ["Softmax", [3, 4], [], {}],
  ["LRN", [1, 2, 2, 7], [], { depth_radius: int(2), bias: float(1.5), alpha: float(0.2), beta: float(0.75) }],
  ["Mean", [2, 3, 4, 5], [[1, 2]], { keep_dims: flag(false) }],
  ["Sum", [2, 3, 4], [[-1]], { keep_dims: flag(true) }],
  ["Max", [2, 3, 4], [[1]], { keep_dims: flag(false) }],
  ["Prod", [2, 3], [[1]], { keep_dims: flag(false) }],
  ["ArgMax", [3, 5], [scalar(1, "int32")], {}],
  ["ArgMin", [3, 5], [scalar(0, "int32")], {}],
  ["Greater", [2, 3], [w(3)], {}],
  ["LessEqual", [2, 3], [scalar(0)], {}],
  ["NotEqual", [2, 3], [w(2, 3)], {}],
  ["ConcatV2", [2, 3], [w(2, 2), scalar(1, "int32")], { N: int(2) }],
  [
    "Slice",
    [4, 5],
    [
      [1, 2],
      [2, -1],
    ],
    {},
  ],
  [
    "StridedSlice",
    [6, 5],
    [
      [4, 1],
      [0, 5],
      [-2, 2],
    ],
    { begin_mask: int(0), end_mask: int(2), ellipsis_mask: int(0), new_axis_mask: int(0), shrink_axis_mask: int(0) },
  ],
  [
    "StridedSlice",
    [3, 4, 5],
    [
      [0, -1],
      [0, 0],
      [1, 1],
    ],
    { begin_mask: int(1), end_mask: int(1), ellipsis_mask: int(0), new_axis_mask: int(0), shrink_axis_mask: int(2) },
  ],
  [
    "StridedSlice",
    [3, 4],
    [
      [0, 0, 1],
      [0, 0, 3],
      [1, 1, 1],
    ],
    { begin_mask: int(2), end_mask: int(2), ellipsis_mask: int(0), new_axis_mask: int(1), shrink_axis_mask: int(0) },
  ],
  ["GatherV2", [4, 3], [[2, 0, 2], scalar(0, "int32")], {}],
  ["GatherV2", [2, 4, 3], [[3, 1], scalar(1, "int32")], { batch_dims: int(0) }],
  ["Pack", [2, 3], [w(2, 3)], { axis: int(1), N: int(2) }],
  ["ReverseV2", [2, 3], [[1]], {}],
  ["Tile", [2, 3], [[2, 1]], {}],
  ["Reshape", [2, 6], [[2, -1, 3]], {}],
  ["Squeeze", [2, 1, 3, 1], [], { squeeze_dims: ints([3]) }],
  ["ExpandDims", [2, 3], [scalar(1, "int32")], {}],
  ["Transpose", [2, 3, 4], [[2, 0, 1]], {}],
  ["BroadcastTo", [1, 3], [[2, 2, 3]], {}],
  ["ResizeBilinear", [1, 3, 4, 2], [[5, 6]], { align_corners: flag(true), half_pixel_centers: flag(false) }],
  ["ResizeBilinear", [1, 3, 4, 2], [[5, 6]], { align_corners: flag(false), half_pixel_centers: flag(true) }],
  ["ResizeBilinear", [1, 6, 4, 2], [[3, 6]], { align_corners: flag(false), half_pixel_centers: flag(false) }],
  ["ResizeNearestNeighbor", [1, 3, 4, 2], [[5, 6]], { align_corners: flag(true), half_pixel_centers: flag(false) }],
  ["ResizeNearestNeighbor", [1, 3, 4, 2], [[5, 7]], { align_corners: flag(false), half_pixel_centers: flag(true) }],
  ["ResizeNearestNeighbor", [1, 3, 4, 2], [[5, 7]], { align_corners: flag(false), half_pixel_centers: flag(false) }],
  ["DepthToSpace", [1, 2, 3, 8], [], { block_size: int(2), data_format: text("NHWC") }],
  [
    "SpaceToBatchND",
    [1, 3, 4, 2],
    [
      [2, 2],
      [1, 0, 0, 2],
    ],
    { reshapeLast: [2, 2] },
  ],
  [
    "BatchToSpaceND",
    [4, 2, 3, 2],
    [
      [2, 2],
      [1, 0, 0, 2],
    ],
    { reshapeLast: [2, 2] },
  ],
];

/** The constants of a case as GraphDef nodes and weights. */
function constantsOf(given, attributes) {
  return given.map((one, index) => {
    const name = `const${index}`;
    if (Array.isArray(one)) {
      const isReshaped =
        attributes.reshape !== undefined
          ? index === 0
          : attributes.reshapeLast !== undefined && index === given.length - 1;
      const shape = isReshaped ? (attributes.reshape ?? attributes.reshapeLast) : [one.length];
      return { name, dtype: "int32", shape, values: Int32Array.from(one) };
    }
    if (one.hashed !== undefined) {
      const values = hashed(sizeOf(one.hashed), 1000 * (index + 1)).map((value) => value + (one.plus ?? 0));
      return { name, dtype: "float32", shape: one.hashed, values };
    }
    const values = one.dtype === "int32" ? Int32Array.of(one.value) : Float32Array.of(one.value);
    return { name, dtype: one.dtype, shape: [], values };
  });
}

const DT = { float32: "DT_FLOAT", int32: "DT_INT32" };

function modelOf([op, shape, given, attributes]) {
  const isLast = given[0] === "first";
  const constants = constantsOf(
    given.filter((one) => one !== "first"),
    attributes,
  );
  const { reshape, reshapeLast, ...attr } = attributes;
  const names = constants.map(({ name }) => name);
  const node = [
    { name: "x", op: "Placeholder", attr: { dtype: type("DT_FLOAT"), shape: { shape: shapeOf(shape) } } },
    ...constants.map((one) => ({
      name: one.name,
      op: "Const",
      attr: {
        dtype: type(DT[one.dtype]),
        value: { tensor: { dtype: DT[one.dtype], tensorShape: shapeOf(one.shape) } },
      },
    })),
    { name: "y", op, input: isLast ? [...names, "x"] : ["x", ...names], attr: { ...attr, T: type("DT_FLOAT") } },
  ];
  const weights = constants.map(({ name, dtype, shape: own }) => ({ name, dtype, shape: own }));
  const bytes = Buffer.concat(constants.map(({ values }) => Buffer.from(values.buffer)));
  return { modelTopology: { node, library: {}, versions: { producer: 1 } }, weights, bytes };
}

async function load({ modelTopology, signature, userDefinedMetadata }, weightSpecs, bytes) {
  const weightData = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  const given = { modelTopology, signature, userDefinedMetadata, weightSpecs, weightData, format: "graph-model" };
  return loadGraphModel({ load: async () => given });
}

function run(model, x) {
  const outputs = model.predict(x);
  return Array.isArray(outputs) ? outputs : [outputs];
}

const rounded = (values) => Array.from(values, (value) => Number(Number(value).toPrecision(7)));

const ops = [];
for (const one of cases) {
  const { modelTopology, weights, bytes } = modelOf(one);
  try {
    const model = await load({ modelTopology }, weights, bytes);
    const [y] = run(model, tf.tensor(hashed(sizeOf(one[1])), one[1]));
    ops.push({
      op: one[0],
      modelTopology,
      weights,
      bytes: bytes.toString("base64"),
      shape: y.shape,
      values: rounded(y.dataSync()),
    });
  } catch (error) {
    console.log(`left out: ${one[0]}: ${error.message}`);
  }
}

/** Every `step`-th number, so that few are kept. */
const sampled = (values) => {
  const step = Math.max(1, Math.floor(values.length / 8));
  return {
    step,
    values: rounded(
      Array.from(values)
        .filter((_, index) => index % step === 0)
        .slice(0, 8),
    ),
  };
};

const files = [
  ...["antispoof", "blazeface", "facemesh"].map((name) => `npm-vladmandic-human/${name}.json`),
  "tensorflow+tfjs/inference/model.json",
  "tensorflow+tfjs/load_predict/graph_model/model.json",
  "tensorflow+tfjs/load_predict/graph_model/model_new.json",
  "tfjs-examples/angular-prefetching/model.json",
];
const models = [];
for (const file of files) {
  const path = join(shared, "interop/tfjs", file);
  const json = JSON.parse(readFileSync(path, "utf8"));
  const shards = json.weightsManifest.flatMap(({ paths }) =>
    paths.map((name) => readFileSync(join(dirname(path), name))),
  );
  const model = await load(
    json,
    json.weightsManifest.flatMap((group) => group.weights),
    Buffer.concat(shards),
  );
  const inputs = model.inputs.map((one) => ({ ...one, shape: one.shape.map((length) => (length < 0 ? 1 : length)) }));
  // Whole numbers are pages in a network that suggests the next one.
  const given = inputs.map(({ name, shape, dtype }, index) => {
    const values = dtype === "int32" ? new Int32Array(sizeOf(shape)).fill(index + 3) : hashed(sizeOf(shape));
    return [name, tf.tensor(values, shape, dtype)];
  });
  const outputs = run(model, Object.fromEntries(given));
  models.push({
    file,
    inputs: inputs.map(({ shape, dtype }) => ({ shape, dtype })),
    outputs: outputs.map((y, index) => ({ name: model.outputs[index].name, shape: y.shape, ...sampled(y.dataSync()) })),
  });
}

writeFileSync(target, `${JSON.stringify({ program: `tfjs ${tf.version_core}, cpu`, ops, models })}\n`);
