// Elementwise steps of bytes: sixteen elements at a time.

import type { Slot } from "../../../../graph/plan.js";
import { byteLength } from "../../../../graph/storageType.js";
import { sizeOf } from "../../../../tensor/shape.js";
import type { Statement } from "../../assembler/expression.js";
import { advance, counters, type FunctionBuilder, type Local, sequence } from "../../assembler/function.js";
import { v128 } from "../../assembler/narrow.js";
import type { KernelBody, Packed, Served } from "../../kernel.js";
import { addressAt, allParts, forParts } from "../lanes.js";

const ELEMENTS = 16;
/** The elements of a unit. */
const UNIT = 4096;

/** The code of a step; it reads whole vectors of bytes, also where fewer than sixteen elements are left. */
interface Formula {
  /** Before the first elements. */
  readonly start: Statement;
  /** Does `count` elements, 1 to 16, where the pointers of the slots are. */
  step(count: number, pointers: readonly Local<"i32">[]): Statement;
}

/** What writes a formula: with the address of the vectors that are packed. */
type Write = (body: KernelBody, packed: Local<"i32">) => Formula;

/** A kernel over slots of as many elements each, the last of which it writes. */
export function sixteens(name: string, slots: readonly Slot[], packed: Packed, write: Write): Served {
  const length = sizeOf(slots[0]!.shape);
  const bytes = slots.map(({ type }) => byteLength([], type));
  return {
    kernels: [
      {
        key: `${name} ${length}`,
        operands: [...slots, packed],
        units: Math.ceil(length / UNIT),
        write: (body) => writeUnits(length, bytes, body, write),
      },
    ],
  };
}

function writeUnits(length: number, bytes: readonly number[], body: KernelBody, write: Write): void {
  const { builder, addresses, from, to } = body;
  const [unit, part] = counters(builder, 2);
  const pointers = bytes.map(() => builder.local("i32"));
  const formula = write(body, addresses[bytes.length]!);
  const along = (elements: number): Statement => {
    return sequence(
      ...pointers.map((pointer, index) => pointer.set(addressAt(addresses[index]!, unit, UNIT * bytes[index]!))),
      forParts(part, allParts(elements, ELEMENTS), (count) =>
        sequence(
          formula.step(count, pointers),
          ...pointers.map((pointer, index) => advance(pointer, ELEMENTS * bytes[index]!)),
        ),
      ),
    );
  };
  builder.emit(formula.start, forParts(unit, { from, to, length, part: UNIT }, along));
}

/** Numbers of any size, vectors of 16 bytes together, for a formula to read. */
export function packVectors(...parts: readonly (Float32Array | Int16Array | Int32Array)[]): Packed {
  const length = parts.reduce((total, { byteLength }) => total + byteLength / 4, 0);
  const fill = ({ buffer, byteOffset }: Float32Array): void => {
    let start = byteOffset;
    for (const part of parts) {
      new Uint8Array(buffer, start, part.byteLength).set(new Uint8Array(part.buffer));
      start += part.byteLength;
    }
  };
  return { region: "packed", length, fill };
}

/** Four equal floats. */
export function fourOf(value: number): Float32Array {
  return new Float32Array(4).fill(value);
}

/** Eight equal numbers of 16 bits. */
export function eightOf(value: number): Int16Array {
  return new Int16Array(8).fill(value);
}

/** Locals that stay what they were loaded as, and their loading. */
export function kept(builder: FunctionBuilder, count: number, packed: Local<"i32">, offset: number) {
  const vectors = Array.from({ length: count }, () => builder.local("v128"));
  return {
    vectors,
    load: sequence(...vectors.map((vector, index) => vector.set(v128.load(packed, offset + 16 * index)))),
  };
}
