// The plainest way to run a graph: every op's own loop, one after the other. The oracle for plans and backends.

import { LinnetError } from "../tensor/errors.js";
import { sizeOf } from "../tensor/shape.js";
import type { Tensor, Values } from "../tensor/tensor.js";
import { topologicalOrder } from "./trace.js";

type Allocate<V extends Values> = (length: number) => V;

/** The values of `outputs`, given those of the placeholders. @throws LinnetError if a placeholder is not fed */
export function evaluate(outputs: readonly Tensor[], feeds: ReadonlyMap<Tensor, Float32Array>): Float32Array[] {
  return run(
    outputs,
    feeds,
    (length) => new Float32Array(length),
    (values) => values,
  );
}

/** As `evaluate`, with every number a float64: for numeric gradients. */
export function evaluateFloat64(outputs: readonly Tensor[], feeds: ReadonlyMap<Tensor, Float64Array>): Float64Array[] {
  return run(
    outputs,
    feeds,
    (length) => new Float64Array(length),
    (values) => Float64Array.from(values),
  );
}

function run<V extends Values>(
  outputs: readonly Tensor[],
  feeds: ReadonlyMap<Tensor, V>,
  allocate: Allocate<V>,
  convert: (values: Float32Array) => V,
): V[] {
  const known = new Map<Tensor, V>(feeds);
  const valuesOf = (tensor: Tensor): V => {
    const values = known.get(tensor) ?? (tensor.isConcrete ? convert(tensor.values) : undefined);
    if (values === undefined) throw new LinnetError(`evaluate: no values were given for ${tensor}`);
    return values;
  };
  for (const tensor of topologicalOrder(outputs, new Set(feeds.keys()))) {
    const { op, inputs, attributes } = tensor.producer;
    const output = allocate(sizeOf(tensor.shape));
    const site = { inputs: inputs.map((input) => input.shape), output: tensor.shape, attributes };
    op.reference(inputs.map(valuesOf), output, site);
    known.set(tensor, output);
  }
  return outputs.map(valuesOf);
}
