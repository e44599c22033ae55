// Functions of tensors between layers, such as `x / 127.5 - 1`, of which Keras makes layers of its own: TensorFlowOpLayer, then
// TFOpLambda in Keras 2, operations in Keras 3. Those that are common in models of pictures become layers of linnet.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { isRecord } from "../checkJson.js";
import { type KerasCall, type KerasLayer, type KerasTensor, tensorsIn, tensorsOf } from "./kerasModel.js";
import { camelCase } from "./optionValues.js";
import type { LayerStep } from "./translateLayer.js";

/** What a function becomes: layers one after the other, the first of which reads the tensors. */
export interface TranslatedCall {
  readonly steps: readonly LayerStep[];
  readonly tensors: readonly KerasTensor[];
}

interface Operation {
  readonly where: string;
  /** Tensors and constants in their order. */
  readonly operands: readonly unknown[];
  readonly tensors: readonly KerasTensor[];
  readonly options: { readonly [name: string]: unknown };
}

const OLDER = ["TFOpLambda", "TensorFlowOpLayer", "SlicingOpLambda"];

/** Keras 3's operations have no options that every layer has; in its .h5 files nothing else tells them. */
export function isOperation({ className, module, config, model }: KerasLayer): boolean {
  if (model !== null || className === "InputLayer") return false;
  return OLDER.includes(className) || /\.ops\b/.test(module) || !("trainable" in config || "dtype" in config);
}

/** @throws LinnetError naming the layer and the function that linnet has no layer for */
export function translateOperation(layer: KerasLayer, call: KerasCall): TranslatedCall {
  const name = functionOf(layer);
  const translate = Object.hasOwn(operations, name) ? operations[name]! : null;
  if (translate === null) {
    const known = Object.keys(operations).join(", ");
    throw new LinnetError(`${layer.where}: expected a function among ${known}, got ${describe(name)}`);
  }
  const operands = [...call.args, ...Object.values(call.options)].flatMap((value) => operandsIn(value));
  const { constants } = layer.config;
  const kept = isRecord(constants) ? Object.values(constants) : [];
  const options = { ...layer.config, ...call.options };
  const operation = { where: layer.where, operands: [...operands, ...kept], tensors: tensorsOf(call), options };
  return { steps: translate(operation), tensors: operation.tensors };
}

function operandsIn(value: unknown): readonly unknown[] {
  const tensors = tensorsIn(value);
  return tensors.length > 0 ? tensors : [value];
}

/** `math.truediv`, `AddV2` and `TrueDivide` alike in snake case: `truediv`, `add`, `true_divide`. */
function functionOf({ className, config }: KerasLayer): string {
  const node = isRecord(config.node_def) ? config.node_def.op : undefined;
  const written = String(config.function ?? node ?? className);
  const last = written.slice(written.lastIndexOf(".") + 1).replace(/V\d$/, "");
  return last.replace(/(?<=[a-z0-9])(?=[A-Z])/g, "_").toLowerCase();
}

type Translate = (operation: Operation) => readonly LayerStep[];

const step = (className: string, config: LayerStep["config"] = {}): readonly LayerStep[] => [{ className, config }];
const rescaling = (scale: unknown, offset: unknown): readonly LayerStep[] => step("Rescaling", { scale, offset });

/** A number, or one for each channel, beside one tensor; null if there are two tensors. */
function constantOf({ where, operands, tensors }: Operation): number | readonly number[] | null {
  if (tensors.length === 2) return null;
  let value = operands.find((operand) => typeof operand === "number" || Array.isArray(operand));
  while (Array.isArray(value) && value.length === 1) value = value[0];
  if (Number.isFinite(value)) return value as number;
  if (Array.isArray(value) && value.every((one) => Number.isFinite(one))) return value;
  throw new LinnetError(`${where}: expected two tensors, or a tensor and a finite number, got ${describe(value)}`);
}

/** The same function of a number, or of each of a list. */
function each(value: number | readonly number[], of: (one: number) => number): number | readonly number[] {
  return typeof value === "number" ? of(value) : value.map(of);
}

/** Whether the constant comes before the tensor, as in `2 - x`. */
function isReversed({ operands, tensors }: Operation): boolean {
  return operands[0] !== tensors[0];
}

const sum: Translate = (operation) => {
  const constant = constantOf(operation);
  return constant === null ? step("Add") : rescaling(1, constant);
};

const difference: Translate = (operation) => {
  const constant = constantOf(operation);
  if (constant === null) return step("Subtract");
  return isReversed(operation)
    ? rescaling(-1, constant)
    : rescaling(
        1,
        each(constant, (one) => -one),
      );
};

const product: Translate = (operation) => {
  const constant = constantOf(operation);
  return constant === null ? step("Multiply") : rescaling(constant, 0);
};

const quotient: Translate = (operation) => {
  const constant = constantOf(operation);
  if (constant !== null && !isReversed(operation))
    return rescaling(
      each(constant, (one) => 1 / one),
      0,
    );
  throw new LinnetError(`${operation.where}: expected a division by a number, got one by a tensor`);
};

const activation =
  (name: string): Translate =>
  () =>
    step("Activation", { activation: name });

const slope: Translate = ({ options }) =>
  step("LeakyReLU", { negativeSlope: options.negative_slope ?? options.alpha ?? 0.2 });

const joined: Translate = ({ options }) => step("Concatenate", { axis: options.axis ?? -1 });

const sameAxes = (axes: unknown): boolean => JSON.stringify(axes) === "[1,2]";

const pooled =
  (className: string): Translate =>
  ({ where, options }) => {
    if (sameAxes(options.axis)) return step(className, { keepDims: (options.keepdims ?? options.keep_dims) === true });
    throw new LinnetError(`${where}: expected it over the axes [1,2] of pictures, got ${JSON.stringify(options.axis)}`);
  };

const reshaped: Translate = ({ where, options }) => {
  const shape = options.newshape ?? options.shape ?? options.target_shape;
  if (Array.isArray(shape) && shape.length > 0) return step("Reshape", { targetShape: shape.slice(1) });
  throw new LinnetError(`${where}: expected a shape, got ${describe(shape)}`);
};

const softmaxed: Translate = ({ options }) => step("Softmax", { axis: options.axis ?? -1 });

const unchanged: Translate = () => [];

const operations: { readonly [name: string]: Translate } = {
  add: sum,
  subtract: difference,
  sub: difference,
  multiply: product,
  mul: product,
  truediv: quotient,
  true_divide: quotient,
  divide: quotient,
  real_div: quotient,
  negative: () => rescaling(-1, 0),
  neg: () => rescaling(-1, 0),
  relu: () => step("ReLU"),
  relu6: () => step("ReLU", { maxValue: 6 }),
  leaky_relu: slope,
  softmax: softmaxed,
  concat: joined,
  concatenate: joined,
  mean: pooled("GlobalAveragePooling2D"),
  reduce_mean: pooled("GlobalAveragePooling2D"),
  max: pooled("GlobalMaxPooling2D"),
  reduce_max: pooled("GlobalMaxPooling2D"),
  reshape: reshaped,
  cast: unchanged,
  identity: unchanged,
  stop_gradient: unchanged,
  ...Object.fromEntries(
    ["sigmoid", "tanh", "silu", "hard_silu", "hard_swish", "hard_sigmoid", "gelu", "elu", "selu", "softplus"].map(
      (name) => [name, activation(camelCase(name))],
    ),
  ),
  swish: activation("silu"),
};
