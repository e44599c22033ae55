// Where everything of a plan lies in one WebAssembly memory.

import type { Plan } from "../../../graph/plan.js";
import { byteLength } from "../../../graph/storageType.js";
import { LinnetError } from "../../../tensor/errors.js";
import type { Tensor } from "../../../tensor/tensor.js";
import type { HostMemory } from "../../memory.js";
import type { Operand, Packed } from "../kernel.js";
import { panelCopier, STAGE } from "./panelCopier.js";
import { controlBytes } from "./workQueue.js";

/** Bytes in a page of WebAssembly memory. */
export const PAGE = 65536;
const ALIGNMENT = 64;
/** Kernels of bytes read whole vectors, and so some bytes that they do not use. */
const VECTOR = 16;
/** WebAssembly's addresses have 32 bits. */
const LARGEST = 2 ** 32;

export interface Layout {
  readonly pages: number;
  /** From a thread's own scratch to the next thread's. */
  readonly ownBytes: number;
  /** For scratch that every thread has to itself: the first thread's. */
  addressOf(operand: Operand): number;
  /**
   * Writes what is known before the run: constants and packed weights. It keeps none of them: another memory of the program gets
   * what the first one holds.
   */
  fill(memory: WebAssembly.Memory): void;
  /** A slot's values, as a view. */
  host(memory: WebAssembly.Memory): HostMemory;
}

interface LayoutOptions {
  readonly threads: number;
  /** Constants by the places of their slots, until the memory is filled. */
  readonly known: Map<number, Tensor>;
  readonly int8Offset: number;
}

/**
 * Places state, scratch and arena, and the constants that are read unchanged or packed.
 * @throws LinnetError if they take more memory than WebAssembly has
 */
export function layOutMemory(
  plan: Plan,
  operands: readonly Operand[],
  { threads, known, int8Offset }: LayoutOptions,
): Layout {
  let end = controlBytes(threads);
  const take = (bytes: number): number => {
    const start = end;
    end += Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
    return start;
  };
  const state = take(plan.stateBytes);
  const constants = new Map<number, number>();
  const packed = new Map<Packed, number>();
  const knownStart = end;
  let [scratchBytes, ownBytes] = [0, 0];
  for (const operand of operands) {
    if (operand.region === "scratch") scratchBytes = Math.max(scratchBytes, operand.byteOffset + operand.bytes);
    if (operand.region === "own") ownBytes = Math.max(ownBytes, operand.byteOffset + operand.bytes);
    if (operand.region === "packed" && !packed.has(operand)) packed.set(operand, take(4 * operand.length));
    if (operand.region === "constant" && !constants.has(operand.byteOffset))
      constants.set(operand.byteOffset, take(byteLength(operand.shape, operand.type)));
  }
  const knownEnd = end;
  const scratch = take(scratchBytes);
  ownBytes = Math.ceil(ownBytes / ALIGNMENT) * ALIGNMENT;
  const own = take(ownBytes * threads);
  const arena = take(Math.max(plan.arenaBytes + VECTOR, STAGE));
  if (end > LARGEST) {
    const gigabytes = (end / 1e9).toFixed(1);
    throw new LinnetError(
      `wasm backend: this takes ${gigabytes} GB at once, of 4.3 that WebAssembly has: smaller batches, pictures or layers take less`,
    );
  }
  const addressOf = (operand: Operand): number => {
    if (operand.region === "packed") return packed.get(operand)!;
    if (operand.region === "constant") return constants.get(operand.byteOffset)!;
    return { state, scratch, own, arena }[operand.region] + operand.byteOffset;
  };
  let filled: WebAssembly.Memory | null = null;
  const fillFirst = (memory: WebAssembly.Memory): void => {
    const all = new Float32Array(memory.buffer);
    const copyPanels = panelCopier(memory, arena);
    for (const [operand, address] of packed)
      operand.fill(all.subarray(address / 4, address / 4 + operand.length), copyPanels);
    for (const [offset, address] of constants) all.set(known.get(offset)!.values, address / 4);
    packed.clear();
    known.clear();
  };
  return {
    pages: Math.ceil(end / PAGE),
    ownBytes,
    addressOf,
    fill: (memory) => {
      if (filled === null) fillFirst(memory);
      else
        new Uint8Array(memory.buffer).set(new Uint8Array(filled.buffer, knownStart, knownEnd - knownStart), knownStart);
      filled = memory;
    },
    host: ({ buffer }) => ({
      view: (slot) => new Float32Array(buffer, addressOf(slot), Math.ceil(byteLength(slot.shape, slot.type) / 4)),
      int8Offset,
    }),
  };
}
