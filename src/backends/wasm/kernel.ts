// A kernel: a WebAssembly function, the memory that it works on, and how its work is divided.

import type { Slot } from "../../graph/plan.js";
import type { Tensor } from "../../tensor/tensor.js";
import { kernelEntries } from "../kernelTable.js";
import type { I32, Integer, Statement, V128 } from "./assembler/expression.js";
import type { FunctionBuilder, Local } from "./assembler/function.js";

/** What kernels ask of the engine. */
export interface Target {
  /** `a * b + sum`, by relaxed SIMD if the engine has it. */
  multiplyAdd(a: V128, b: V128, sum: V128): V128;
  /** Rows of the tile of float products: as many as the registers have room for. */
  readonly tileRows: number;
  readonly int8: Int8Target;
}

/** How the engine multiplies bytes, and so how they are kept. */
export interface Int8Target {
  /**
   * What relaxed SIMD's dot product of four bytes takes the second factor for, if it is exact for all of its bytes; else "none",
   * and products are made of numbers of 16 bits.
   */
  readonly dot: "unsigned" | "signed" | "none";
  /** What a byte in memory holds beyond the number of int8 that it stands for: 128 where bytes are unsigned, else 0. */
  readonly offset: 0 | 128;
}

/** Memory that lives within one step. */
export interface Scratch {
  readonly region: "scratch";
  readonly byteOffset: number;
  readonly bytes: number;
}

/** Memory that lives within one step, separate for every thread. */
interface OwnScratch {
  readonly region: "own";
  readonly byteOffset: number;
  readonly bytes: number;
}

/** Numbers known when the plan is made: packed weights. */
export interface Packed {
  readonly region: "packed";
  readonly length: number;
  /** Writes them to the memory where they will stay; it holds zeros before. */
  fill(memory: Float32Array, copyPanels: CopyPanels): void;
}

/** Puts the rows of a matrix, whose columns fill whole panels, into these. */
export type CopyPanels = (
  packed: Float32Array,
  values: Float32Array,
  size: { readonly depth: number; readonly columns: number },
) => void;

export type Operand = Slot | Scratch | OwnScratch | Packed;

export interface KernelBody {
  readonly builder: FunctionBuilder;
  /** Addresses of the operands. */
  readonly addresses: readonly Local<"i32">[];
  /** The kernel's numbers. */
  readonly numbers: readonly Local<"i32">[];
  /** The units for this call: `from` included, `to` excluded. */
  readonly from: I32;
  readonly to: I32;
  readonly target: Target;
  /** Runs units `from` to `to` of one of the kernel's parts. */
  call(part: Kernel, addresses: readonly I32[], from: Integer, to: Integer): Statement;
}

/** Units are adjacent rows of a table, from its first row on. */
export interface RowsOfKernel {
  readonly count: number;
  /** Rows of a unit; the last may have some more or fewer. */
  readonly perUnit: number;
  /** The operands, by their index, of which a unit touches its own rows and nothing else. */
  readonly local: readonly number[];
  /** Those that are written. */
  readonly written: readonly number[];
}

export interface Kernel {
  /** Kernels of one key share their code, which the module holds once. */
  readonly key: string;
  readonly operands: readonly Operand[];
  /** What the code is given after the addresses, as kernels of one key differ in it: sizes, and what follows from them. */
  readonly numbers?: readonly number[];
  /** The work in equal parts; threads divide them, and no result depends on how. */
  readonly units: number;
  /** How units are rows of a table, so that some rows can go through several kernels; absent if they are not. */
  readonly rows?: RowsOfKernel;
  /** Kernels that this one calls and gives their addresses, so their own operands mean nothing. */
  readonly parts?: readonly Kernel[];
  /** How many addresses it takes, if not one for each operand. */
  readonly addressCount?: number;
  write(body: KernelBody): void;
}

/** Rows of one length; each input's row begins at a place found from the row's number, and moves on by `inner`, 0 or 1. */
export interface RowLayout {
  readonly outer: number;
  readonly middle: number;
  readonly length: number;
  readonly inputs: readonly { readonly outer: number; readonly middle: number; readonly inner: number }[];
}

/** Four elements of a result from those of the inputs, and of the earlier results. */
export type Formula = (values: readonly V128[]) => V128;

/** An elementwise step: what its kernel does, whatever it is merged with. */
export interface Elementwise {
  readonly layout: RowLayout;
  /** Identifies the formula. */
  readonly key: string;
  readonly f: Formula;
}

/** `outer` tables of `rows` by `columns`, each of which becomes one row of sums. */
export interface Table {
  readonly outer: number;
  readonly rows: number;
  readonly columns: number;
}

/** One way over the rows of a table: tensors are made of others, element by element, and columns are summed. */
export interface RowPass {
  /** Identifies the formulas in keys. */
  readonly name: string;
  readonly table: Table;
  /** What formulas get: tensors of the table's shape, then vectors as long as a row, then what was made before. */
  readonly tensors: readonly Operand[];
  readonly vectors: readonly Operand[];
  /** Tensors of the table's shape; one may lie where another is read, and one that a later one overwrites has no place. */
  readonly made: readonly { readonly formula: Formula; readonly output: Operand | null }[];
  /** What is summed: one sum for each. */
  readonly terms: readonly Formula[];
  /** From a column's totals and its numbers in the vectors to a number of a result. */
  readonly results: readonly {
    readonly finish: (totals: readonly V128[], vectors: readonly V128[]) => V128;
    readonly output: Operand;
  }[];
}

/** A step that is a pass over rows, and the kernels that make vectors for it. */
export interface RowStep {
  readonly before: readonly Kernel[];
  readonly pass: RowPass;
}

/** What a step becomes: kernels in order, each begun once all threads have finished the one before. */
export interface Served {
  readonly kernels: readonly Kernel[];
  /** What an elementwise step does, so that neighbors can become one kernel. */
  readonly elementwise?: Elementwise;
  /** What a step on rows does, so that neighbors can become one pass; what it needs besides, it takes of the given scratch. */
  readonly rowStep?: (scratch: ScratchSpace) => RowStep;
}

/** What a kernel is made from, besides the step. */
export interface KernelContext extends Pick<Target, "tileRows" | "int8"> {
  /** What is in a slot, if that is known before the run; else null. */
  constant(slot: Slot): Tensor | null;
}

export const { serve, servePartly } = kernelEntries<Served, KernelContext>();

/** Hands out memory that one step's kernels share, or that is separate for each of its threads. */
export class ScratchSpace {
  #bytes = 0;
  #ownBytes = 0;

  take(elements: number): Scratch {
    const scratch: Scratch = { region: "scratch", byteOffset: this.#bytes, bytes: 4 * elements };
    this.#bytes += alignedBytes(elements);
    return scratch;
  }

  takeOwn(elements: number): OwnScratch {
    const scratch: OwnScratch = { region: "own", byteOffset: this.#ownBytes, bytes: 4 * elements };
    this.#ownBytes += alignedBytes(elements);
    return scratch;
  }
}

function alignedBytes(elements: number): number {
  return Math.ceil(elements / 16) * 64;
}
