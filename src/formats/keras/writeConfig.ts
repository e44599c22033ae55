// A model's configuration as Keras writes it: as Keras 3 in .keras files, and as Keras 2, which Keras 3 and TensorFlow.js read too.

import type { Shape } from "../../tensor/shape.js";
import { inputsOf, outputsOf } from "../opened.js";
import type { TrainingToWrite, WrittenNetwork } from "../writtenNetwork.js";
import { type CallOutput, kerasName, type WrittenKerasLayer } from "./writeLayers.js";
import { withoutModules } from "./writeOptions.js";

/** The version whose files these are like. */
export const KERAS_VERSION = "3.15.1";

/** Layers whose inputs Keras takes as one list. */
const MERGING = /^(Add|Average|Concatenate|Maximum|Minimum|Multiply|Subtract)$/;

type Json = { readonly [key: string]: unknown };

/** As Keras 3's `serialize_keras_object`. @param more what a compiled model adds */
export function keras3Config(written: WrittenNetwork, layers: readonly WrittenKerasLayer[], more: Json = {}): Json {
  const { name } = written.network;
  const ends = endsOf(written);
  return {
    module: "keras.src.models.functional",
    class_name: "Functional",
    config: {
      name: kerasName(name),
      trainable: true,
      layers: layers.map(keras3Layer),
      input_layers: ends.inputs.length === 1 ? ends.inputs[0] : ends.inputs,
      output_layers: ends.outputs.length === 1 ? ends.outputs[0] : ends.outputs,
    },
    registered_name: "Functional",
    build_config: { input_shape: null },
    ...more,
  };
}

/** As Keras 2's `model.to_json`, which is the `model_config` of .h5 files. */
export function keras2Config(written: WrittenNetwork, layers: readonly WrittenKerasLayer[]): Json {
  const { inputs, outputs } = endsOf(written);
  return {
    class_name: "Functional",
    config: {
      name: kerasName(written.network.name),
      trainable: true,
      layers: layers.map(keras2Layer),
      input_layers: inputs,
      output_layers: outputs,
    },
  };
}

/** What `compile` was told. */
export function compileConfig(training: TrainingToWrite | undefined): Json {
  if (training === undefined) return {};
  const { className, config, loss, metrics } = training;
  return {
    compile_config: {
      optimizer: { module: "keras.optimizers", class_name: className, config, registered_name: null },
      loss,
      metrics,
    },
  };
}

type End = readonly [layer: string, call: number, output: 0];

function endsOf({ network }: WrittenNetwork): { readonly inputs: readonly End[]; readonly outputs: readonly End[] } {
  const calls = new Map<string, number>();
  const ends = new Map<string, End>();
  for (const entry of network.layers) {
    const layer = "callOf" in entry ? entry.callOf : entry.name;
    const call = calls.get(layer) ?? 0;
    calls.set(layer, call + 1);
    ends.set(entry.name, [kerasName(layer), call, 0]);
  }
  return {
    inputs: inputsOf(network).map((name) => ends.get(name)!),
    outputs: outputsOf(network).map((name) => ends.get(name)!),
  };
}

const withBatch = (shape: Shape): readonly (number | null)[] => [null, ...shape];

function keras3Layer({ className, name, trainable, config, calls }: WrittenKerasLayer): Json {
  const own =
    className === "InputLayer"
      ? inputConfig(name, config, "batch_shape")
      : { name, ...trainableOption(className, trainable), dtype: "float32", ...config };
  const inbound =
    className === "InputLayer" ? [] : calls.map((inputs) => ({ args: keras3Arguments(className, inputs), kwargs: {} }));
  const shapes = calls[0]!.map(({ shape }) => withBatch(shape));
  const built =
    className === "InputLayer" ? {} : { build_config: { input_shape: MERGING.test(className) ? shapes : shapes[0] } };
  return {
    module: "keras.layers",
    class_name: className,
    config: own,
    registered_name: null,
    ...built,
    name,
    inbound_nodes: inbound,
  };
}

function keras3Arguments(className: string, inputs: readonly CallOutput[]): unknown[] {
  const tensors = inputs.map(({ layer, call, shape }) => ({
    class_name: "__keras_tensor__",
    config: { shape: withBatch(shape), dtype: "float32", keras_history: [layer, call, 0] },
  }));
  return MERGING.test(className) ? [tensors] : tensors;
}

function keras2Layer({ className, name, trainable, config, calls }: WrittenKerasLayer): Json {
  const isInput = className === "InputLayer";
  const own = isInput
    ? inputConfig(name, config, "batch_input_shape")
    : {
        name,
        ...trainableOption(className, trainable),
        dtype: "float32",
        ...keras2Options(className, withoutModules(config) as Json),
      };
  const inbound = isInput ? [] : calls.map((inputs) => inputs.map(({ layer, call }) => [layer, call, 0, {}]));
  return { class_name: className, config: own, name, inbound_nodes: inbound };
}

/** Keras 3 takes the option for all layers but these. */
function trainableOption(className: string, trainable: boolean): Json {
  return className.startsWith("SpatialDropout") ? {} : { trainable };
}

/** What Keras 2 called otherwise, where Keras 3 knows these names too; and without what only Keras 3 has, where it says nothing. */
function keras2Options(className: string, config: Json): Json {
  if (className === "Resizing") {
    const { pad_to_aspect_ratio: isPadded, antialias, fill_mode: _, fill_value: __, ...others } = config;
    return isPadded === true || antialias === true ? config : others;
  }
  if (className !== "LeakyReLU") return config;
  const { negative_slope: alpha, ...others } = config;
  return { alpha, ...others };
}

function inputConfig(name: string, { shape }: Json, shapeKey: string): Json {
  return { [shapeKey]: withBatch(shape as Shape), dtype: "float32", sparse: false, name };
}
