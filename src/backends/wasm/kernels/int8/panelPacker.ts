// Weights of a file, a column after the other, into panels by WebAssembly: when a model starts, a loop of JavaScript waits for the
// optimizing compiler, behind all kernels.

import { i32, type Statement } from "../../assembler/expression.js";
import { advance, forLoop, type Local } from "../../assembler/function.js";
import { ModuleBuilder } from "../../assembler/module.js";
import { i16x8, i32x4, v128 } from "../../assembler/narrow.js";
import { PAGE } from "../../run/layout.js";
import { PANEL } from "../tile.js";
import { STEP_BYTES } from "./byteArithmetic.js";
import type { Int8Weights } from "./readWeights.js";

/** Rows that are read at once. */
const ROWS = 8;
/** Panels and bytes of weights that are packed at once. */
const [MOST_PANELS, MOST_BYTES] = [256, 65536];
/** Where they lie: a sum's four parts, biases, multipliers, weights, and the panels, of up to two bytes a weight. */
const SUM = 0;
const BIASES = 64;
const MULTIPLIERS = BIASES + 4 * PANEL * MOST_PANELS;
const SOURCE = MULTIPLIERS + 4 * PANEL * MOST_PANELS;
const TARGET = SOURCE + MOST_BYTES;
const PAGES = Math.ceil((TARGET + 2 * MOST_BYTES + 8 * PANEL * MOST_PANELS) / PAGE);

type Pack = (columns: number, depth: number, panelBytes: number, zero: number) => void;

interface Packer {
  readonly memory: WebAssembly.Memory;
  readonly pack: Pack;
}

const packers = new Map<Int8Weights["terms"], Packer>();

export interface PackedPanels {
  /** How many weights are multiplied at a time. */
  readonly terms: Int8Weights["terms"];
  /** From a panel to the next, with what sums start from and multipliers. */
  readonly panelBytes: number;
  /** What a byte of a row that stands for 0 holds. */
  readonly zero: number;
}

/** Whether these weights lie so. */
export function areColumns({ kernel: { numbers, terms, step } }: Pick<Int8Weights, "kernel">): boolean {
  const depth = terms.length;
  const isWhole = depth % ROWS === 0 && depth * PANEL <= MOST_BYTES && step === depth;
  return numbers instanceof Int8Array && isWhole && terms.every((place, term) => place === term);
}

/** Fills panels, which hold zeros, from the first byte of `packed` on. */
export function packColumns(
  packed: Int8Array,
  { kernel: { numbers, terms: rows }, bias, multiplier }: Pick<Int8Weights, "kernel" | "bias" | "multiplier">,
  { terms, panelBytes, zero }: PackedPanels,
): void {
  const { memory, pack } = packerFor(terms);
  const bytes = new Int8Array(memory.buffer);
  const depth = rows.length;
  const most = PANEL * Math.min(MOST_PANELS, Math.floor(MOST_BYTES / (depth * PANEL)));
  for (let first = 0; first < bias.length; first += most) {
    const end = Math.min(first + most, bias.length);
    bytes.set(numbers.subarray(first * depth, end * depth), SOURCE);
    new Int32Array(memory.buffer, BIASES).set(bias.subarray(first, end));
    new Float32Array(memory.buffer, MULTIPLIERS).set(multiplier.subarray(first, end));
    const target = bytes.subarray(TARGET, TARGET + Math.ceil((end - first) / PANEL) * panelBytes);
    // The last panel may lack columns.
    if ((end - first) % PANEL > 0) target.fill(0);
    pack(end - first, depth, panelBytes, zero);
    packed.set(target, (first / PANEL) * panelBytes);
  }
}

function packerFor(terms: Int8Weights["terms"]): Packer {
  const known = packers.get(terms);
  if (known !== undefined) return known;
  const memory = new WebAssembly.Memory({ initial: PAGES, maximum: PAGES });
  const module = new WebAssembly.Module(packModule(terms));
  const { pack } = new WebAssembly.Instance(module, { linnet: { memory } }).exports as { readonly pack: Pack };
  const packer = { memory, pack };
  packers.set(terms, packer);
  return packer;
}

function packModule(terms: Int8Weights["terms"]): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder();
  module.addFunction("pack", (builder) => {
    const [columns, depth, panelBytes, zero] = Array.from({ length: 4 }, () => builder.parameter("i32")) as Four;
    const [column, row, read, written] = Array.from({ length: 4 }, () => builder.local("i32")) as Four;
    const [wide, sum, ones] = Array.from({ length: 3 }, () => builder.local("v128")) as [V, V, V];
    const each = i32.shiftLeft(column, 2);
    const panel = i32.multiply(i32.divideUnsigned(column, PANEL), panelBytes);
    const lane = i32.shiftLeft(i32.and(column, PANEL - 1), 2);
    const total = [0, 4, 8, 12].map((part) => i32.load(i32.constant(SUM), part)).reduce((a, b) => i32.add(a, b));
    const steps = ROWS / terms;
    const store = Array.from(
      { length: steps },
      (_, step): Statement =>
        terms === 4
          ? i32.store(written, i32.load(read, 4 * step), STEP_BYTES * step)
          : v128.store32(written, wide, step, STEP_BYTES * step),
    );
    builder.emit(
      ones.set(i32x4.constant(...ONES)),
      read.set(SOURCE),
      forLoop(
        column,
        { from: 0, to: columns, step: 1 },
        sum.set(v128.zero),
        written.set(i32.add(i32.add(panel, lane), TARGET)),
        forLoop(
          row,
          { from: 0, to: depth, step: ROWS },
          wide.set(i16x8.loadSigned(read)),
          sum.set(i32x4.add(sum, i32x4.dot(wide, ones))),
          ...store,
          advance(read, ROWS),
          advance(written, steps * STEP_BYTES),
        ),
        v128.store(i32.constant(SUM), sum),
        // What follows the steps is what sums start from, and what they are multiplied by: see panelPlaces.
        i32.store(written, i32.subtract(i32.load(each, BIASES), i32.multiply(zero, total))),
        i32.store(written, i32.load(each, MULTIPLIERS), 4 * PANEL),
      ),
    );
  });
  return module.encode({ initial: PAGES, shared: false });
}

type V = Local<"v128">;
type Four = [Local<"i32">, Local<"i32">, Local<"i32">, Local<"i32">];
const ONES = [0x10001, 0x10001, 0x10001, 0x10001] as const;
