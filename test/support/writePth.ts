// A file as torch.save writes it for a state_dict of float32 tensors.

import { writeZip } from "../../src/formats/zip/writeZip.js";
import type { Weights } from "../../src/model/network.js";

export function writePth(weights: Weights): Uint8Array {
  const items = [...weights].map(([name, { shape }], index) => text(name) + tensor(shape, index));
  const pickle = `\x80\x02ccollections\nOrderedDict\n)R(${items.join("")}u.`;
  const storages = [...weights.values()].map(({ values }, index) => {
    return [`archive/data/${index}`, new Uint8Array(values.buffer, values.byteOffset, values.byteLength)] as const;
  });
  const entries = [["archive/data.pkl", new Uint8Array(Buffer.from(pickle, "latin1"))] as const, ...storages];
  return writeZip(new Map(entries), { level: 0 });
}

function tensor(shape: readonly number[], index: number): string {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const length = shape.reduce((product, side) => product * side, 1);
  const storage = `(${text("storage")}ctorch\nFloatStorage\n${text(String(index))}${text("cpu")}${number(length)}tQ`;
  const hooks = "\x89ccollections\nOrderedDict\n)R";
  return `ctorch._utils\n_rebuild_tensor_v2\n(${storage}${number(0)}${tuple(shape)}${tuple(strides)}${hooks}tR`;
}

function text(content: string): string {
  return `X${word(content.length)}${content}`;
}

function number(value: number): string {
  return `J${word(value)}`;
}

function tuple(values: readonly number[]): string {
  return `(${values.map(number).join("")}t`;
}

function word(value: number): string {
  return String.fromCharCode(...[0, 8, 16, 24].map((shift) => (value >> shift) & 0xff));
}
