// linnet's own figures of a classification: the plain mean over the classes that occur, of the largest output.

import { classOf } from "./classOf.js";
import { checkSameShape, columnsOf, isIndexes } from "./ends.js";
import { type Ends, type Examples, Metric } from "./metric.js";
import { averaged, type ClassFigures, figuresOf } from "./metrics.js";

/**
 * Of each class: its examples, those predicted as it, and those that are both. A single output has one entry alone, for
 * class 1, which is above a half.
 */
class MacroMetric extends Metric {
  readonly #figure: "precision" | "recall" | "f1";

  constructor(name: string, figure: "precision" | "recall" | "f1") {
    super(name);
    this.#figure = figure;
  }

  zeros(ends: Ends): number[] {
    if (!isIndexes(ends)) checkSameShape(this.name, ends);
    return new Array<number>(3 * columnsOf(ends)).fill(0);
  }

  add(sums: number[], { target, output, weights, count }: Examples, ends: Ends): void {
    const columns = columnsOf(ends);
    const rows = output.length / columns;
    const width = target.length / rows;
    for (let row = 0; row < rows; row += 1) {
      const weight = weights?.[Math.floor((row * count) / rows)] ?? 1;
      const predicted = classOf(output, row * columns, columns);
      const truth = width < columns ? target[row]! : classOf(target, row * width, width);
      const raise = (label: number, place: number): void => {
        const entry = columns === 1 ? label - 1 : label;
        if (entry >= 0) sums[3 * entry + place]! += weight;
      };
      raise(truth, 0);
      raise(predicted, 1);
      if (truth === predicted) raise(truth, 2);
    }
  }

  figure(sums: readonly number[]): number {
    return this.#figures(sums)[this.#figure];
  }

  #figures(sums: readonly number[]): ClassFigures {
    const classes = Array.from({ length: sums.length / 3 }, (_, label) => {
      const [support, taken, both] = sums.slice(3 * label, 3 * label + 3);
      return { support: support!, taken: taken!, both: both! };
    });
    const occurring = classes.filter(({ support, taken }) => support + taken > 0);
    return averaged(occurring.map(figuresOf), "macro");
  }
}

export function macroPrecision(): Metric {
  return new MacroMetric("macroPrecision", "precision");
}

export function macroRecall(): Metric {
  return new MacroMetric("macroRecall", "recall");
}

export function macroF1(): Metric {
  return new MacroMetric("macroF1", "f1");
}
