// Epilogues: what a convolution or matrix product does to each value before storing it.
//
// Passes make fused ops after differentiation, so these have no gradient.

import { apply, defineOp } from "../op.js";
import { type Shape, sameShape } from "../shape.js";
import type { Activation, Call, EpiloguePart, OpDefinition, Tensor, Values } from "../tensor.js";
import { activationRules } from "./activation.js";
import { mapValues } from "./unary.js";

/** `y = activation(base(x, weights) + addends)`: at most one addend is a bias `[channels]`, and one a residual of y's shape. */
export interface Fused<A> {
  readonly base: A;
  readonly activation: Activation;
}

/** The inputs of an op before anything is merged into it, such as x and the kernel. */
const BASE_INPUTS = 2;

type Pair = readonly [string, string];

type FusedInputs<Inputs extends Pair> = readonly [Inputs[0], Inputs[1], ..."addend"[]];

/** The fused form of an op of two inputs. */
type FusedDefinition<A extends object, Inputs extends Pair, Name extends string> = OpDefinition<
  Fused<A>,
  FusedInputs<Inputs>,
  `${Name}Fused`
>;

/** The fused form of an op, and the two facts through which passes reach it. */
export function defineFused<A extends object, Inputs extends Pair, Name extends string>(
  base: OpDefinition<A, Inputs, Name>,
): FusedDefinition<A, Inputs, Name> {
  const fused: FusedDefinition<A, Inputs, Name> = defineOp<Fused<A>, FusedInputs<Inputs>, `${Name}Fused`>({
    name: `${base.name}Fused`,
    inputs: [base.inputs[0], base.inputs[1], "addend"],
    variadic: true,
    shape: (inputs, attributes) => base.shape(inputs.slice(0, BASE_INPUTS), attributes.base),
    reference: (inputs, output, site) => {
      const baseSite = { ...site, inputs: site.inputs.slice(0, BASE_INPUTS), attributes: site.attributes.base };
      base.reference(inputs.slice(0, BASE_INPUTS), output, baseSite);
      for (const addend of inputs.slice(BASE_INPUTS)) addRepeated(output, addend);
      activate(output, site.attributes.activation);
    },
    multiplyAdds: (site) => base.multiplyAdds?.({ ...site, attributes: site.attributes.base }) ?? 0,
    gradient: { none: "it is made by a pass; differentiate before passes run" },
    absorbEpilogue: (call, part) => absorb(fused, call, part),
  });
  return fused;
}

/** `base` with `part` merged in; null if the part is a sum of a shape that no kernel takes. */
export function fuseFirst<A extends object>(
  fused: OpDefinition<Fused<A>>,
  { inputs, output, attributes }: Call<A>,
  part: EpiloguePart,
): Tensor | null {
  return absorb(fused, { inputs, output, attributes: { base: attributes, activation: "none" } }, part);
}

function absorb<A extends object>(
  fused: OpDefinition<Fused<A>>,
  { inputs, output, attributes }: Call<Fused<A>>,
  part: EpiloguePart,
): Tensor | null {
  if (attributes.activation !== "none") return null;
  if (part.kind === "activation") return apply(fused, inputs, { ...attributes, activation: part.activation });
  const kind = addendKind(part.other.shape, output.shape);
  const taken = addendsOf(inputs, output.shape).map((addend) => addend.kind);
  if (kind === null || taken.includes(kind)) return null;
  return apply(fused, [...inputs, part.other], attributes);
}

/** A bias `[channels]`, or a residual of the output's shape. */
export type AddendKind = "bias" | "residual";

/** The addends of a fused call, in the order of its inputs; at most one of each kind. */
export function addendsOf<Input extends { readonly shape: Shape }>(
  inputs: readonly Input[],
  output: Shape,
): { readonly kind: AddendKind; readonly input: Input }[] {
  return inputs.slice(BASE_INPUTS).map((input) => ({ kind: addendKind(input.shape, output)!, input }));
}

/** Null if no kernel could add it. */
function addendKind(addend: Shape, output: Shape): AddendKind | null {
  if (addend.length === 1 && addend[0] === output[output.length - 1]) return "bias";
  return sameShape(addend, output) ? "residual" : null;
}

function addRepeated(output: Values, addend: Values): void {
  for (let start = 0; start < output.length; start += addend.length) {
    for (let i = 0; i < addend.length; i += 1) output[start + i]! += addend[i]!;
  }
}

function activate(output: Values, activation: Activation): void {
  if (activation !== "none") mapValues(output, output, activationRules[activation]);
}
