// The weight of an example in the loss, by its class.

import { classOf } from "../../metrics/classOf.js";
import { checkCount } from "../../tensor/checkCount.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Batch, BatchSource } from "./batchSource.js";

/** The weight of each example of a class, by the class's index; 1 for a class that is absent. */
export type ClassWeight = { readonly [label: number]: number };

/**
 * Weights that let every class count alike, however many examples it has: `examples / (classes * examples of the class)`,
 * as scikit-learn's compute_class_weight("balanced").
 * @param labels the class of each example, as an index below `classes`
 * @throws LinnetError naming a label that is no class, or a class that has no example
 */
export function balancedClassWeights(labels: ArrayLike<number>, classes: number): ClassWeight {
  checkCount("balancedClassWeights", "classes", classes);
  if (typeof labels !== "object" || labels === null || typeof labels.length !== "number")
    throw new LinnetError(`balancedClassWeights: expected labels as numbers, got ${describe(labels)}`);
  const wrong = Array.from(labels).find((label) => !(Number.isInteger(label) && label >= 0 && label < classes));
  if (wrong !== undefined)
    throw new LinnetError(`balancedClassWeights: expected labels from 0 to ${classes - 1}, got ${describe(wrong)}`);
  const seen = new Set(Array.from(labels));
  for (let label = 0; label < classes; label += 1)
    if (!seen.has(label))
      throw new LinnetError(`balancedClassWeights: expected examples of every class, got none of ${label}`);
  const counts = new Array<number>(classes).fill(0);
  for (let index = 0; index < labels.length; index += 1) counts[labels[index]!]! += 1;
  return Object.fromEntries(counts.map((count, label) => [label, labels.length / (classes * count)]));
}

/**
 * The source with each example's weight multiplied by that of its class, as Keras's class_weight in fit.
 * @param options the number of classes, and whose errors they are
 * @throws LinnetError if a key is not the index of a class, or a weight is below 0 or not finite
 */
export function weighByClass(
  source: BatchSource,
  classWeight: ClassWeight,
  { classes, method }: { readonly classes: number; readonly method: string },
): BatchSource {
  for (const [label, weight] of Object.entries(classWeight)) {
    if (!(Number.isInteger(Number(label)) && Number(label) >= 0 && Number(label) < classes))
      throw new LinnetError(
        `${method}: expected classWeight by the classes 0 to ${classes - 1}, got ${describe(label)}`,
      );
    if (!(weight >= 0 && Number.isFinite(weight)))
      throw new LinnetError(
        `${method}: expected classWeight to hold numbers of 0 or more, got ${describe(weight)} for class ${label}`,
      );
  }
  const go = async function* (batches: AsyncIterable<Batch>): AsyncIterable<Batch> {
    for await (const batch of batches) yield { ...batch, weights: weightsOf(batch, classWeight) };
  };
  const { inOrder } = source;
  return {
    ...source,
    weighted: true,
    inOrder: inOrder === null ? null : () => go(inOrder()),
    epoch: (epoch) => go(source.epoch(epoch)),
  };
}

function weightsOf({ count, y, weights }: Batch, classWeight: ClassWeight): Float32Array {
  const columns = y.length / count;
  return Float32Array.from({ length: count }, (_, row) => {
    // A single column has the class itself, as for sparse losses.
    const label = columns === 1 ? Math.round(y[row]!) : classOf(y, row * columns, columns);
    return (weights?.[row] ?? 1) * (classWeight[label] ?? 1);
  });
}
