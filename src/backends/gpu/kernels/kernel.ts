// A GPU.js kernel as text, and what the texts have in common.
//
// Kernels are text because GPU.js reads a function's source, which compilers and minifiers change. All bounds in them
// are literals: a loop whose bound is an argument ends after a thousand rounds.

import type { Activation } from "../../../tensor/tensor.js";
import type { SumStep } from "../../fusedStep.js";
import { kernelEntries } from "../../kernelTable.js";
import type { Layout } from "../layout.js";

/** How an input is indexed: `[z][y][x]` in its layout, or as one row of numbers. */
export type ArgumentKind = "tensor" | "flat";

export interface GpuKernel {
  /** A JavaScript function of the step's inputs, in order. */
  readonly source: string;
  readonly output: Layout;
  readonly inputs: readonly ArgumentKind[];
}

export const { serve, servePartly } = kernelEntries<GpuKernel>();

/** The kernel around statements that add to `s`. */
export function sumKernel(
  statements: string,
  {
    output,
    inputs,
    step,
  }: {
    readonly output: Layout;
    readonly inputs: readonly (readonly [string, ArgumentKind])[];
    /** The step, if it has an epilogue. */
    readonly step?: SumStep<object>;
  },
): GpuKernel {
  const addends = step?.addends ?? [];
  const nameOf = (index: number): string => `addend${index}`;
  const terms = addends.map(({ kind }, index) =>
    kind === "bias" ? `s += ${nameOf(index)}[this.thread.x];` : `s += ${nameOf(index)}${HERE};`,
  );
  const names = [...inputs.map(([name]) => name), ...addends.map((_, index) => nameOf(index))];
  const source = `function (${names.join(", ")}) {
    let s = 0;
    ${statements}
    ${terms.join("\n    ")}
    return ${activationRules[step?.activation ?? "none"]("s")};
  }`;
  const kinds = [
    ...inputs.map(([, kind]) => kind),
    ...addends.map(({ kind }): ArgumentKind => (kind === "bias" ? "flat" : "tensor")),
  ];
  return { source, output, inputs: kinds };
}

/** The element of a tensor at this thread's place. */
const HERE = "[this.thread.z][this.thread.y][this.thread.x]";

/** Each activation of a number, as text. */
export const activationRules: { readonly [Name in Activation]: (value: string) => string } = {
  none: (value) => value,
  relu: (value) => `Math.max(${value}, 0)`,
  relu6: (value) => `Math.min(Math.max(${value}, 0), 6)`,
};

/** Above this number, terms are summed in a loop: longer texts compile slowly and run no faster. */
const UNROLLED_TERMS = 96;
const TERMS_A_ROUND = 4;

interface DotProduct {
  /** The number of products. */
  readonly depth: number;
  /** The left factor at `k`, an expression. */
  readonly left: (k: string) => string;
  /** The right factor's array, its start, and the distance from one `k` to the next. */
  readonly right: { readonly array: string; readonly start: string; readonly step: number };
  /** Distinguishes the variables of several dot products in one kernel. */
  readonly name: string;
}

/** `s += sum over k of left(k) * right[start + k * step]`: written out if short, else with a moving pointer. */
export function dotProduct({ depth, left, right, name }: DotProduct): string {
  const { array, start, step } = right;
  if (depth <= UNROLLED_TERMS) {
    return range(depth)
      .map((k) => `s += ${left(String(k))} * ${array}[${start} + ${k * step}];`)
      .join("\n");
  }
  const [p, k] = [`p${name}`, `k${name}`];
  const rounds = depth - (depth % TERMS_A_ROUND);
  const term = (offset: number): string => `s += ${left(`${k} + ${offset}`)} * ${array}[${p}]; ${p} += ${step};`;
  const tail = range(depth - rounds).map(
    (offset) => `s += ${left(String(rounds + offset))} * ${array}[${p}]; ${p} += ${step};`,
  );
  return `let ${p} = ${start};
    for (let ${k} = 0; ${k} < ${rounds}; ${k} += ${TERMS_A_ROUND}) {
      ${range(TERMS_A_ROUND).map(term).join("\n      ")}
    }
    ${tail.join("\n    ")}`;
}

export function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}
