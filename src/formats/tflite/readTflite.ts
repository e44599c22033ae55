// TensorFlow Lite files (.tflite): one flatbuffer with the graph, its constants and its metadata
// (https://ai.google.dev/edge/litert).

import type { OpenedFile } from "../opened.js";
import type { Constant, GraphInput, OpGraph, ValueQuantization } from "../opGraphTypes.js";
import { readEntry } from "../zip/zipEntries.js";
import { readConstant, storedQuantization } from "./constant.js";
import { FlatFile, readTable } from "./flatTable.js";
import { readUse } from "./metadata.js";
import { readOperators } from "./operators.js";
import { model as modelFields } from "./schema.js";
import { type GraphTensor, readTensors } from "./tensors.js";

/** All constants together may take this many times the file's bytes: two integers of four bits a byte, in eight bytes each. */
const MOST_GROWTH = 16;

/**
 * What `readTflite` gives, and the classes that a file lists behind its graph.
 * @throws LinnetError as `readTflite` does, or naming the entry of the zip that is damaged or not there
 */
export async function openTflite(bytes: Uint8Array, file: string): Promise<OpenedFile> {
  const { list, ...opened } = readTflite(bytes, file);
  if (list === null) return opened;
  const text = new TextDecoder().decode(await readEntry(bytes, file, list.name));
  const classes = text.replace(/\r?\n$/, "").split(/\r?\n/);
  // Lists that are made for other networks, such as one with a background more, are common.
  return classes.length === list.length ? { ...opened, use: { ...opened.use, classes } } : opened;
}

/** Names in the zip behind the graph. */
interface ClassList {
  readonly name: string;
  /** How many the output tells apart. */
  readonly length: number | undefined;
}

/**
 * The graph of a file, with the integers of its quantized constants, and preprocessing where its metadata have it.
 * @throws LinnetError naming the file and the table, tensor or operator if anything is damaged or cannot be read
 */
export function readTflite(bytes: Uint8Array, file: string): OpenedFile & { readonly list: ClassList | null } {
  const flat = new FlatFile(bytes, file);
  const model = readTable(flat, flat.follow(0, "its beginning"), modelFields, "");
  if (model.version !== 3) throw flat.fail("version", `expected 3, got ${model.version}`);
  const [subgraph] = model.subgraphs ?? [];
  if (subgraph === undefined || subgraph === null) throw flat.fail("subgraphs", "expected a graph, got none");
  const tensors = readTensors(flat, model, subgraph);
  const inputs = endsOf(flat, "inputs", subgraph.inputs, tensors);
  const outputs = endsOf(flat, "outputs", subgraph.outputs, tensors);
  const nodes = readOperators(flat, model, subgraph, tensors);
  const given = new Set([...inputs.map(({ name }) => name), ...nodes.flatMap((node) => node.outputs)]);
  const read = new Set([...outputs.map(({ name }) => name), ...nodes.flatMap((node) => node.inputs)]);
  const used = tensors.filter(({ name }) => given.has(name) || read.has(name));
  const graph: OpGraph = {
    dialect: "tflite",
    opset: 0,
    inputs: inputs.map(
      ({ name, type, kind, openShape }): GraphInput => ({ name, type, shape: openShape ?? kind.shape }),
    ),
    outputs: outputs.map(({ name }) => ({ name })),
    nodes,
    constants: readConstants(
      flat,
      used.filter(({ name }) => !given.has(name)),
    ),
    ...readQuantization(flat, used),
  };
  const { use, list: name } = readUse(flat, model, inputs[0]!);
  const list = name === null ? null : { name, length: outputs[0]!.kind.shape.at(-1) };
  return { format: "TensorFlow Lite", tensors: new Map(), metadata: {}, graph, use, list };
}

/** The tensors with which a graph begins or ends. */
function endsOf(
  flat: FlatFile,
  what: "inputs" | "outputs",
  places: readonly number[] | null,
  tensors: readonly GraphTensor[],
): GraphTensor[] {
  const where = `subgraphs[0].${what}`;
  if (places === null || places.length === 0) throw flat.fail(where, "expected a tensor or more, got none");
  return places.map((place, index) => {
    const tensor = tensors[place];
    if (tensor !== undefined) return tensor;
    throw flat.fail(`${where}[${index}]`, `expected one of ${tensors.length} tensors, got ${place}`);
  });
}

function readConstants(flat: FlatFile, tensors: readonly GraphTensor[]): ReadonlyMap<string, Constant> {
  const constants = new Map<string, Constant>();
  let left = MOST_GROWTH * flat.bytes.length;
  for (const { name, kind, data, where } of tensors) {
    if (data === null) continue;
    left -= 4 * data.length;
    if (left < 0) throw flat.fail(where, "expected constants of their own, too many share the same bytes");
    constants.set(
      name,
      located(flat, `${where} "${name}"`, () => readConstant(kind, data)),
    );
  }
  return constants;
}

/** Of constants, and of what nodes make with one scale. Nothing if no value is quantized. */
function readQuantization(flat: FlatFile, tensors: readonly GraphTensor[]): Pick<OpGraph, "quantization"> {
  const quantization = new Map<string, ValueQuantization>();
  for (const { name, kind, data, where } of tensors) {
    if (data === null && kind.scale.length !== 1) continue;
    const one = located(flat, `${where} "${name}"`, () => storedQuantization(kind));
    if (one !== null) quantization.set(name, one);
  }
  return quantization.size === 0 ? {} : { quantization };
}

/** Names the place in whatever is thrown. */
function located<Result>(flat: FlatFile, where: string, run: () => Result): Result {
  try {
    return run();
  } catch (error) {
    throw flat.fail(where, error instanceof Error ? error.message : String(error));
  }
}
