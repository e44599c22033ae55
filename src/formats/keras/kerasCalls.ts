// The calls of a layer, "inbound nodes": lists in Keras 1 and 2 and TensorFlow.js, objects in Keras 3.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { expectList, expectRecord, isRecord } from "../checkJson.js";
import { type KerasCall, KerasTensor } from "./kerasModel.js";

/** Arguments in arguments; Keras nests them two deep. */
const DEEPEST = 8;

/** What Keras 2 writes in the place of a layer's name where an argument is no tensor. */
const CONSTANT = "_CONSTANT_VALUE";

/** @throws LinnetError naming the layer and what is no call */
export function readCalls(nodes: unknown, where: string): KerasCall[] {
  return expectList(nodes, `${where}: inbound_nodes`).map((node, index) => {
    const place = `${where}: inbound_nodes[${index}]`;
    return isRecord(node) ? readCall3(node, place) : readCall2(expectList(node, place), place);
  });
}

/** `{ args, kwargs }`, in which tensors are objects. */
function readCall3({ args = [], kwargs = {} }: { readonly [name: string]: unknown }, where: string): KerasCall {
  const options = Object.entries(expectRecord(kwargs, `${where}: kwargs`));
  return {
    args: expectList(args, `${where}: args`).map((value) => readValue3(value, where, 0)),
    options: Object.fromEntries(options.map(([name, value]) => [name, readValue3(value, where, 0)])),
  };
}

function readValue3(value: unknown, where: string, depth: number): unknown {
  if (depth > DEEPEST) throw new LinnetError(`${where}: expected arguments at most ${DEEPEST} deep`);
  if (Array.isArray(value)) return value.map((one) => readValue3(one, where, depth + 1));
  if (!isRecord(value)) return value;
  const config = isRecord(value.config) ? value.config : {};
  if (value.class_name === "__keras_tensor__") return readTensor(config.keras_history, where);
  // An array of NumPy, or a tensor, of which single numbers are understood.
  return "value" in config ? config.value : value;
}

/** `[name, call, output, options]`, or a list of such. */
function readCall2(node: readonly unknown[], where: string): KerasCall {
  const isOne = typeof node[0] === "string";
  const entries = isOne ? [node] : node.map((entry) => expectList(entry, where));
  const [first = []] = entries;
  const options = first[3] === undefined ? {} : expectRecord(first[3], `${where}: the arguments`);
  const read = Object.entries(options).map(([name, value]) => [name, readOption2(value, where, 0)]);
  const args = entries.map((entry) => (entry[0] === CONSTANT ? entry[2] : readTensor(entry.slice(0, 3), where)));
  return { args: isOne ? args : [args], options: Object.fromEntries(read) };
}

function readOption2(value: unknown, where: string, depth: number): unknown {
  if (depth > DEEPEST) throw new LinnetError(`${where}: expected arguments at most ${DEEPEST} deep`);
  if (!Array.isArray(value)) return value;
  if (isTensor(value)) return readTensor(value, where);
  return value.map((one) => readOption2(one, where, depth + 1));
}

function isTensor(value: readonly unknown[]): boolean {
  return value.length === 3 && typeof value[0] === "string" && value.slice(1).every((number) => isCount(number));
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** @throws LinnetError if it is not `[name, call, output]` */
function readTensor(value: unknown, where: string): KerasTensor {
  if (Array.isArray(value) && isTensor(value)) return new KerasTensor(value[0], value[1], value[2]);
  const found = Array.isArray(value) ? JSON.stringify(value).slice(0, 100) : describe(value);
  throw new LinnetError(`${where}: expected [a layer's name, the number of its call, of its output], got ${found}`);
}

/** The ends of a model: one tensor, or lists or objects of such. */
export function readEnds(value: unknown, where: string, depth = 0): KerasTensor[] {
  if (depth > DEEPEST) throw new LinnetError(`${where}: expected ends at most ${DEEPEST} deep`);
  if (Array.isArray(value) && typeof value[0] === "string") return [readTensor(value.slice(0, 3), where)];
  const list = isRecord(value) ? Object.values(value) : expectList(value, where);
  return list.flatMap((one) => readEnds(one, where, depth + 1));
}
