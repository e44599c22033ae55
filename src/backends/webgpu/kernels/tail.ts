// The tail of a kernel: elementwise steps that follow it, computed on the values that it has in its registers.

import type { Slot } from "../../../graph/plan.js";
import { conv2dFusedOp, conv2dOp } from "../../../tensor/ops/conv2d.js";
import { depthwiseConv2dFusedOp, depthwiseConv2dOp } from "../../../tensor/ops/depthwiseConv2d.js";
import { matMulFusedOp, matMulOp } from "../../../tensor/ops/matMul.js";
import { averagePool2dOp, maxPool2dOp } from "../../../tensor/ops/pool.js";
import { sameShape, sizeOf } from "../../../tensor/shape.js";
import type { OpDefinition } from "../../../tensor/tensor.js";
import { elementwiseKernels, type Formula } from "./elementwise.js";
import { erf } from "./functions.js";
import type { Binding, ElementPlace, Lane, Tail } from "./kernel.js";
import { numberOf } from "./shader.js";

/** One of them, with where its inputs come from. */
export interface TailStep {
  readonly formula: Formula<object, readonly string[]>;
  readonly attributes: object;
  /** What the kernel gives is 0, what the first of these steps gives 1; or an input from outside. */
  readonly inputs: readonly (number | TailInput)[];
}

/** Read at the element's place, at its channel, or the same for all. */
export type TailInput = {
  readonly slot: Slot;
  readonly index: number;
  readonly kind: "element" | "channel" | "number";
};

export class RegisterTail implements Tail {
  readonly #steps: readonly TailStep[];

  constructor(steps: readonly TailStep[] = []) {
    this.#steps = steps;
  }

  bindings(lane: Lane): Binding[] {
    return this.#inputs().map(({ slot, index, kind }) => ({
      name: `tail${index}`,
      input: index,
      lane: kind === "number" ? "f32" : lane,
      size: sizeOf(slot.shape),
    }));
  }

  /** Whether channels are looked at. */
  get readsChannels(): boolean {
    return this.#inputs().some(({ kind }) => kind === "channel");
  }

  /** Statements that store what becomes of `value` at the output's element `place`, in lanes as those of `channel`. */
  store(value: string, { place, channel, lane }: ElementPlace): string {
    const read = (input: number | TailInput): string => {
      if (typeof input === "number") return `t${input}`;
      if (input.kind === "number") return `${lane}(tail${input.index}[0u])`;
      return `tail${input.index}[${input.kind === "channel" ? channel : place}]`;
    };
    const lines = this.#steps.map(({ formula, attributes, inputs }, index) => {
      const text = formula(inputs.map(read), { lane, attributes, number: (given) => numberOf(lane, given) });
      return `let t${index + 1} = ${text};`;
    });
    return [`let t0 = ${value};`, ...lines, `y[${place}] = t${this.#steps.length};`].join(" ");
  }

  #inputs(): TailInput[] {
    const all = this.#steps.flatMap(({ inputs }) => inputs.filter((input) => typeof input !== "number"));
    return [...new Map(all.map((input) => [input.index, input])).values()];
  }
}

const elementwiseEntries = [...Object.values(elementwiseKernels), erf];

const formulas: ReadonlyMap<OpDefinition, Formula<object, readonly string[]>> = new Map(
  elementwiseEntries.map(({ op, formula }) => [op, formula]),
);

export function formulaOf(op: OpDefinition): Formula<object, readonly string[]> | null {
  return formulas.get(op) ?? null;
}

/** The ops whose kernels take a tail. */
const heads: ReadonlySet<OpDefinition> = new Set([
  ...elementwiseEntries.map(({ op }) => op),
  ...[averagePool2dOp, maxPool2dOp, conv2dOp, conv2dFusedOp, depthwiseConv2dOp, depthwiseConv2dFusedOp],
  ...[matMulOp, matMulFusedOp],
]);

export function takesTail(op: OpDefinition): boolean {
  return heads.has(op);
}

/** How an input from outside is read beside an element of `output`; null if it is repeated in another way. */
export function tailKind(input: Slot, output: Slot): TailInput["kind"] | null {
  if (sameShape(input.shape, output.shape)) return "element";
  if (sizeOf(input.shape) === 1) return "number";
  const channels = output.shape.at(-1);
  return input.shape.at(-1) === channels && sizeOf(input.shape) === channels ? "channel" : null;
}
