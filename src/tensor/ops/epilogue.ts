// Epilogues: what a convolution or matrix product does to each value before it stores it.
//
// A fused op is made by a pass, after differentiation, so it has no gradient.

import { apply, defineOp } from "../op.js";
import { type Shape, sameShape } from "../shape.js";
import type { Activation, Call, EpiloguePart, OpDefinition, Tensor, Values } from "../tensor.js";

/** `y = activation(base(x, weights) + addends)`: at most one addend is a bias `[channels]`, and one a residual of y's shape. */
export interface Fused<A> {
  readonly base: A;
  readonly activation: Activation;
}

type FusedNames<Name extends string> = Name | "addend";

/** The fused form of an op of two inputs, and the two facts through which passes reach it. */
export function defineFused<A extends object, Name extends string>(
  base: OpDefinition<A, Name>,
): OpDefinition<Fused<A>, FusedNames<Name>> {
  const fused: OpDefinition<Fused<A>, FusedNames<Name>> = defineOp<Fused<A>, FusedNames<Name>>({
    name: `${base.name}Fused`,
    inputs: [...base.inputs, "addend"],
    variadic: true,
    shape: (inputs, attributes) => base.shape(inputs.slice(0, base.inputs.length), attributes.base),
    reference: (inputs, output, site) => {
      const count = base.inputs.length;
      const baseSite = { ...site, inputs: site.inputs.slice(0, count), attributes: site.attributes.base };
      base.reference(inputs.slice(0, count), output, baseSite);
      for (const addend of inputs.slice(count)) addRepeated(output, addend);
      activate(output, site.attributes.activation);
    },
    multiplyAdds: (site) => base.multiplyAdds?.({ ...site, attributes: site.attributes.base }) ?? 0,
    gradient: { none: "it is made by a pass; differentiate before passes run" },
    absorbEpilogue: (call, part) => absorb(fused, base.inputs.length, call, part),
  });
  return fused;
}

/** `base` with `part` merged in; null where the part is a sum of a shape that no kernel takes. */
export function fuseFirst<A extends object, Name extends string>(
  fused: OpDefinition<Fused<A>, FusedNames<Name>>,
  { inputs, output, attributes }: Call<A>,
  part: EpiloguePart,
): Tensor | null {
  return absorb(fused, inputs.length, { inputs, output, attributes: { base: attributes, activation: "none" } }, part);
}

function absorb<A extends object, Name extends string>(
  fused: OpDefinition<Fused<A>, FusedNames<Name>>,
  baseInputs: number,
  { inputs, output, attributes }: Call<Fused<A>>,
  part: EpiloguePart,
): Tensor | null {
  if (attributes.activation !== "none") return null;
  if (part.kind === "activation") return apply(fused, inputs, { ...attributes, activation: part.activation });
  const taken = inputs.slice(baseInputs).map((addend) => addendKind(addend.shape, output.shape));
  const kind = addendKind(part.other.shape, output.shape);
  if (kind === null || taken.includes(kind)) return null;
  return apply(fused, [...inputs, part.other], attributes);
}

/** What an addend is to an output of that shape. */
export function addendKind(addend: Shape, output: Shape): "bias" | "residual" | null {
  if (addend.length === 1 && addend[0] === output[output.length - 1]) return "bias";
  return sameShape(addend, output) ? "residual" : null;
}

function addRepeated(output: Values, addend: Values): void {
  for (let start = 0; start < output.length; start += addend.length) {
    for (let i = 0; i < addend.length; i += 1) output[start + i]! += addend[i]!;
  }
}

function activate(output: Values, activation: Activation): void {
  if (activation === "none") return;
  const high = activation === "relu6" ? 6 : Number.POSITIVE_INFINITY;
  for (let i = 0; i < output.length; i += 1) {
    const value = output[i]!;
    if (value < 0) output[i] = 0;
    else if (value > high) output[i] = high;
  }
}
