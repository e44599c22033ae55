// One-op models of TensorFlow Lite Micro with the integers that they are given and give, as CSV files beside them.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FlatFile, readTable } from "../../src/formats/tflite/flatTable.js";
import { readTflite } from "../../src/formats/tflite/readTflite.js";
import { model as modelFields } from "../../src/formats/tflite/schema.js";
import { loadDialect } from "../../src/opGraph/dialects.js";
import { runGraph } from "../../src/opGraph/runGraph.js";
import { tensorValue, toTensor } from "../../src/opGraph/value.js";
import { Tensor } from "../../src/tensor/tensor.js";

/** The paths of the models below a folder, without `.tflite`. */
export function oneOpModels(folder: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return files
    .filter((file) => file.endsWith(".tflite"))
    .map((file) => join(folder, file.slice(0, -".tflite".length)))
    .sort();
}

/** What a 16-bit integer of a tensor stands for. */
interface Scale {
  readonly scale: number;
  readonly zeroPoint: number;
}

/** The scales of a model's inputs and outputs. */
function endScales(bytes: Uint8Array): { inputs: Scale[]; outputs: Scale[] } {
  const flat = new FlatFile(bytes, "model");
  const { subgraphs } = readTable(flat, flat.follow(0, ""), modelFields, "");
  const { tensors, inputs, outputs } = subgraphs![0]!;
  const scaleOf = (place: number): Scale => {
    const { scale, zeroPoint } = tensors![place]!.quantization!;
    return { scale: scale![0]!, zeroPoint: zeroPoint?.[0] ?? 0 };
  };
  return { inputs: inputs!.map(scaleOf), outputs: outputs!.map(scaleOf) };
}

function integersIn(file: string): number[] {
  return readFileSync(file, "utf8")
    .trim()
    .split(/[\s,]+/)
    .map(Number);
}

/** The integers that linnet's real numbers round to, and those that are expected. */
export async function runOneOpModel(path: string): Promise<{ readonly found: number[]; readonly expected: number[] }> {
  const bytes = readFileSync(`${path}.tflite`);
  const { graph } = readTflite(bytes, path);
  const { inputs, outputs } = endScales(bytes);
  const given = graph!.inputs.map(({ name, shape }, index) => {
    const { scale, zeroPoint } = inputs[index]!;
    const integers = integersIn(`${path}_input${index}_int16.csv`);
    const values = Float32Array.from(integers, (integer) => scale * (integer - zeroPoint));
    return [name, tensorValue(Tensor.from(values, shape as readonly number[]))] as const;
  });
  const [output] = runGraph(graph!, new Map(given), await loadDialect("tflite"));
  const { scale, zeroPoint } = outputs[0]!;
  const toInteger = (value: number): number => Math.min(Math.max(Math.round(value / scale) + zeroPoint, -32768), 32767);
  return {
    found: Array.from(toTensor(output!).values, toInteger),
    expected: integersIn(`${path}_golden_int16.csv`),
  };
}
