// The description of a model, as Keras 1, 2 and 3 and TensorFlow.js write it, checked and in one form.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { expectList, expectRecord, expectText, isRecord, type JsonRecord } from "../checkJson.js";
import { modernized } from "./keras1.js";
import { readCalls, readEnds } from "./kerasCalls.js";
import { type KerasLayer, type KerasModel, KerasTensor } from "./kerasModel.js";

/** Models in models; nobody nests them so deep. */
const DEEPEST = 16;

const FUNCTIONAL = ["Functional", "Model"];

function isModelClass(className: unknown): boolean {
  return className === "Sequential" || FUNCTIONAL.includes(className as string);
}

/**
 * The model that a configuration describes: `{ class_name, config }`.
 * @throws LinnetError naming the place, if it is none, or one whose Python code the file does not hold
 */
export function readKerasModel(given: unknown, where: string, depth = 0): KerasModel {
  if (depth > DEEPEST) throw new LinnetError(`${where}: expected models in models at most ${DEEPEST} deep`);
  const { class_name: className, config, build_config: build } = expectRecord(given, where);
  if (!isModelClass(className)) {
    const advice = "a class of one's own is known to its Python alone: build it of layers and save that";
    throw new LinnetError(
      `${where}: expected a Sequential or a functional model, got ${describe(className)}: ${advice}`,
    );
  }
  if (className === "Sequential") return readSequential(config, build, { where, depth });
  return readFunctional(expectRecord(config, `${where}: config`), where, depth);
}

function readFunctional(config: JsonRecord, where: string, depth: number): KerasModel {
  const name = textOr(config.name, "model");
  const within = `${where}: model ${describe(name)}`;
  const layers = expectList(config.layers, `${within}: layers`).map((layer, index) =>
    readLayer(layer, `${within}: layers[${index}]`, { where, depth }),
  );
  checkNames(layers, within);
  return {
    where: within,
    name,
    layers,
    inputs: readEnds(config.input_layers, `${within}: input_layers`),
    outputs: readEnds(config.output_layers, `${within}: output_layers`),
  };
}

interface Within {
  readonly where: string;
  readonly depth: number;
}

function readLayer(given: unknown, place: string, within: Within): KerasLayer {
  const layer = expectRecord(given, place);
  const ownConfig = expectRecord(layer.config, `${place}: config`);
  const name = expectText(layer.name ?? ownConfig.name, `${place}: name`);
  const written = expectText(layer.class_name, `${place}: class_name`);
  const registered = typeof layer.registered_name === "string" ? layer.registered_name : "";
  const [className, config] = modernized(registered.includes(">") ? registered : written, ownConfig);
  const where = `${within.where}: layer ${describe(name)} (${className})`;
  const nodes = layer.inbound_nodes;
  return {
    where,
    className,
    module: textOr(layer.module, ""),
    name,
    trainable: config.trainable !== false,
    config,
    calls: nodes === undefined ? [] : readCalls(nodes, where),
    model: isModelClass(className) ? readKerasModel(layer, within.where, within.depth + 1) : null,
  };
}

/** Each layer reads the one before it. Keras 1 has a list in the place of an object. */
function readSequential(given: unknown, build: unknown, within: Within): KerasModel {
  const config = Array.isArray(given) ? { layers: given } : expectRecord(given, `${within.where}: config`);
  const name = textOr(config.name, "sequential");
  const where = `${within.where}: model ${describe(name)}`;
  const read = expectList(config.layers, `${where}: layers`).map((layer, index) =>
    readLayer(layer, `${where}: layers[${index}]`, within),
  );
  if (read.length === 0) throw new LinnetError(`${where}: expected layers, got none`);
  const begin = read[0]!.className === "InputLayer" ? [] : [inputLayer(read[0]!, config, build, where)];
  const layers = [...begin, ...read].map((layer, index, all): KerasLayer => {
    if (index === 0) return { ...layer, calls: [] };
    return { ...layer, calls: [{ args: [new KerasTensor(all[index - 1]!.name, 0, 0)], options: {} }] };
  });
  checkNames(layers, where);
  return {
    where,
    name,
    layers,
    inputs: [new KerasTensor(layers[0]!.name, 0, 0)],
    outputs: [new KerasTensor(layers.at(-1)!.name, 0, 0)],
  };
}

/** The input that a Sequential's first layer implies: by an option of its own, its own input, or how the model was built. */
function inputLayer(first: KerasLayer, config: JsonRecord, build: unknown, where: string): KerasLayer {
  const shape = shapeOf(first.config) ?? shapeOfModel(first.model) ?? config.build_input_shape ?? builtShape(build);
  if (shape === undefined)
    throw new LinnetError(
      `${where}: it has no input's shape: build it, as by model.build((None, 224, 224, 3)), and save it`,
    );
  const name = `${first.name}_input`;
  const placed = { where: `${where}: its input`, className: "InputLayer", module: "", trainable: true };
  return { ...placed, name, config: { name, batch_shape: shape }, calls: [], model: null };
}

/** With the batch axis, as any version names it. */
export function shapeOf(config: JsonRecord): unknown {
  return config.batch_shape ?? config.batch_input_shape ?? undefined;
}

function shapeOfModel(model: KerasModel | null): unknown {
  if (model === null) return undefined;
  const input = model.layers.find(({ name }) => name === model.inputs[0]?.layer);
  return input === undefined ? undefined : shapeOf(input.config);
}

function builtShape(build: unknown): unknown {
  return isRecord(build) && Array.isArray(build.input_shape) ? build.input_shape : undefined;
}

function checkNames(layers: readonly KerasLayer[], where: string): void {
  const names = new Set<string>();
  for (const { name } of layers) {
    if (names.has(name))
      throw new LinnetError(`${where}: expected each layer's name once, got ${describe(name)} twice`);
    names.add(name);
  }
}

function textOr(value: unknown, other: string): string {
  return typeof value === "string" ? value : other;
}
