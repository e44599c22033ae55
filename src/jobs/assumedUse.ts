// What is taken for granted of a model's use where neither its file nor a person says it.

import { preprocessModes } from "../data/preprocessModes.js";
import type { LayerOutput } from "../layers/layer.js";
import { connectionsOf } from "../model/connections.js";
import type { Network } from "../model/network.js";
import { expectClassifier, type ModelRecord, type NetworkRecord } from "../model/networkFile.js";
import { LinnetError } from "../tensor/errors.js";
import { formatShape, sizeOf } from "../tensor/shape.js";
import { OptionError } from "./optionError.js";

/** What a person should know, and the option that changes it. */
export interface UseNote {
  readonly option: "labels" | "preprocessing";
  readonly text: string;
}

interface AssumedUse {
  readonly record: ModelRecord;
  readonly notes: readonly UseNote[];
}

/**
 * Classes are called by their numbers, and pixels are taken as they are by a network that brings them to its range itself.
 * @throws LinnetError naming the file if the network has no number a class; OptionError if nothing says how a picture
 * becomes its input
 */
export function assumeUse(record: NetworkRecord, network: Network, file: string): AssumedUse {
  const notes: UseNote[] = [];
  const assumed = { ...record };
  if (record.classes === undefined) {
    assumed.classes = numberedClasses(network, file);
    const called = `"${assumed.classes[0]}" to "${assumed.classes.at(-1)}"`;
    notes.push({ option: "labels", text: `${file} names no classes, they are ${called}` });
  }
  if (record.preprocessing === undefined) {
    assumed.preprocessing = assumedPreprocessing(network, file);
    const text = `${file} begins with layers that rescale pixels, so it gets them from 0 to 255`;
    notes.push({ option: "preprocessing", text });
  }
  return { record: expectClassifier(assumed, file), notes };
}

/**
 * Pixels as they are, for a network that brings them to its range itself.
 * @throws OptionError if it does not
 */
export function assumedPreprocessing(network: Network, file: string): ModelRecord["preprocessing"] {
  const [begin] = network.inputs;
  if (network.inputs.length > 1 || !isBroughtToRange(begin!, connectionsOf(network.outputs)))
    throw new OptionError(
      "preprocessing",
      `expected one of ${preprocessModes.join(", ")}, since how a picture becomes the input is not in ${file}`,
    );
  return { mode: "none", resize: "bilinear" };
}

function numberedClasses({ outputs }: Network, file: string): readonly string[] {
  const { shape } = outputs[0]!;
  const numbers = shape.at(-1) ?? 1;
  if (outputs.length > 1 || sizeOf(shape) !== numbers) {
    const found = outputs.map((output) => formatShape(output.shape)).join(" and ");
    throw new LinnetError(`${file}: expected a classifier, whose output is a number for each class, got ${found}`);
  }
  return Array.from({ length: numbers === 1 ? 2 : numbers }, (_, index) => `class ${index}`);
}

/** Whether all that reads it is a layer that rescales; those that change pictures in training alone may come before. */
function isBroughtToRange(begin: LayerOutput, connections: readonly LayerOutput[]): boolean {
  const readers = connections.filter(({ inputs }) => inputs.includes(begin));
  const isBrought = (reader: LayerOutput): boolean => {
    const { className } = reader.layer;
    if (className === "Rescaling" || className === "Normalization") return true;
    return className.startsWith("Random") && isBroughtToRange(reader, connections);
  };
  return readers.length > 0 && readers.every(isBrought);
}
