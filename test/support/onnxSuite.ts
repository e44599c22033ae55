// The node tests of ONNX: folders with a model, and inputs and outputs as tensors.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Backend } from "../../src/backends/backend.js";
import { compileGraph } from "../../src/backends/compileGraph.js";
import { TensorProtoSchema } from "../../src/formats/onnx/onnx_pb.js";
import { fromBinary } from "../../src/formats/onnx/protobuf.js";
import { readTensor } from "../../src/formats/onnx/readTensor.js";
import { openFile } from "../../src/formats/openFile.js";
import type { Constant, OpGraph } from "../../src/formats/opGraphTypes.js";
import { evaluate } from "../../src/graph/evaluate.js";
import { graphOf } from "../../src/graph/trace.js";
import { loadDialect } from "../../src/opGraph/dialects.js";
import { constantValue } from "../../src/opGraph/quantizedValue.js";
import { runGraph } from "../../src/opGraph/runGraph.js";
import { shapeOf, tensorValue, toTensor, type Value } from "../../src/opGraph/value.js";
import { transpose } from "../../src/tensor/ops/transpose.js";
import { sameShape } from "../../src/tensor/shape.js";
import { Tensor } from "../../src/tensor/tensor.js";

export interface NodeTest {
  readonly name: string;
  readonly folder: string;
}

/** The tests below a folder. */
export function nodeTestsIn(folder: string): NodeTest[] {
  return readdirSync(folder)
    .sort()
    .filter((name) => existsSync(join(folder, name, "model.onnx")))
    .map((name) => ({ name: name.replace(/^test_/, ""), folder: join(folder, name) }));
}

interface Traced {
  readonly outputs: readonly Value[];
  readonly feeds: ReadonlyMap<Tensor, Float32Array>;
}

/**
 * Runs one on each of its data sets, by the ops' own loops.
 * @param backend runs it too. Default: none.
 * @throws Error saying what differs
 */
export async function runNodeTest({ folder }: NodeTest, backend: Backend | null = null): Promise<void> {
  for (const isReversed of [false, true]) await runInOrder(folder, isReversed, inLoops);
  if (backend !== null) await runInOrder(folder, true, (tensor, feeds) => onBackend(tensor, feeds, backend));
}

type Compute = (tensor: Tensor, feeds: Traced["feeds"]) => Promise<Float32Array>;

const inLoops: Compute = async (tensor, feeds) => evaluate([tensor], feeds)[0]!;

async function onBackend(tensor: Tensor, feeds: Traced["feeds"], backend: Backend): Promise<Float32Array> {
  const { program } = await compileGraph(graphOf([...feeds.keys()], [tensor]), backend);
  try {
    return (await program.run([...feeds.values()]))[0]!.slice();
  } finally {
    await program.close();
  }
}

/** @param isReversed whether the axes of its inputs lie in memory from last to first, as values may have them */
async function runInOrder(folder: string, isReversed: boolean, compute: Compute): Promise<void> {
  const bytes = new Uint8Array(readFileSync(join(folder, "model.onnx")));
  const { graph } = await openFile(bytes, "model.onnx");
  for (const set of readdirSync(folder).filter((name) => name.startsWith("test_data_set_"))) {
    const inputs = tensorsIn(join(folder, set), "input");
    const { outputs, feeds } = await trace(graph!, inputs, isReversed);
    for (const [index, expected] of tensorsIn(join(folder, set), "output").entries()) {
      const value = outputs[index]!;
      const found = value.on === "host" ? value.values : await compute(toTensor(value), feeds);
      compare(expected, value, found, graph!.outputs[index]!.name);
    }
  }
}

function tensorsIn(folder: string, kind: string): Constant[] {
  const count = readdirSync(folder).filter((name) => name.startsWith(kind)).length;
  return Array.from({ length: count }, (_, index) => {
    const bytes = new Uint8Array(readFileSync(join(folder, `${kind}_${index}.pb`)));
    return readTensor(fromBinary(TensorProtoSchema, bytes));
  });
}

/**
 * Float inputs are what the network computes with; single numbers and all else are known before. Where an op has to know
 * more, as the scales of Resize, all but its first input are known: in files of networks they are constants.
 */
async function trace(graph: OpGraph, inputs: readonly Constant[], isReversed: boolean): Promise<Traced> {
  const table = await loadDialect("onnx");
  const run = (known: (index: number) => boolean): Traced => {
    const { given, feeds } = feed(graph, inputs, { isKnown: known, isReversed });
    return { outputs: runGraph(graph, given, table), feeds };
  };
  try {
    return run(() => false);
  } catch (error) {
    if (!/to be known before the network runs/.test((error as Error).message)) throw error;
    return run((index) => index > 0);
  }
}

interface Feeding {
  isKnown(index: number): boolean;
  readonly isReversed: boolean;
}

function feed(graph: OpGraph, inputs: readonly Constant[], { isKnown, isReversed }: Feeding) {
  const feeds = new Map<Tensor, Float32Array>();
  const given = new Map<string, Value>();
  graph.inputs.forEach(({ name }, index) => {
    const { type, shape, values } = inputs[index]!;
    if (!(values instanceof Float32Array) || shape.length === 0 || isKnown(index)) {
      given.set(name, constantValue(inputs[index]!));
      return;
    }
    // The axes lie in memory from last to first, or in order.
    const reversed = shape.map((_, axis) => shape.length - 1 - axis);
    const memory = isReversed ? reversed.map((axis) => shape[axis]!) : shape;
    const placeholder = Tensor.placeholder(memory, name);
    feeds.set(placeholder, isReversed ? transpose(Tensor.from(values, shape)).values : values);
    given.set(name, tensorValue(placeholder, type, isReversed && shape.length > 1 ? reversed : null));
  });
  return { given, feeds };
}

function compare(expected: Constant, value: Value, found: Constant["values"], name: string): void {
  const shape = shapeOf(value);
  if (!sameShape(shape, expected.shape)) throw new Error(`${name}: expected shape [${expected.shape}], got [${shape}]`);
  if (value.type !== expected.type) throw new Error(`${name}: expected ${expected.type}, got ${value.type}`);
  const place = Array.from<unknown>(expected.values).findIndex((one, index) => !isClose(one, found[index]));
  if (place >= 0) throw new Error(`${name}: expected ${expected.values[place]} at ${place}, got ${found[place]}`);
}

/** The tolerance of ONNX's own runner. */
function isClose(expected: unknown, found: unknown): boolean {
  if (typeof expected !== "number" || typeof found !== "number") return expected === found;
  return (
    Object.is(expected, found) || expected === found || Math.abs(expected - found) <= 1e-7 + 1e-3 * Math.abs(expected)
  );
}
