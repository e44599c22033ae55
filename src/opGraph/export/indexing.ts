// Rows by numbers that are known before the run.

import { LinnetError } from "../../tensor/errors.js";
import type { Tensor } from "../../tensor/tensor.js";
import type { OpCall } from "./exportTable.js";
import type { GraphWriter } from "./graphWriter.js";
import { isFixed } from "./length.js";
import { plainOrder } from "./order.js";

/** Whether these are numbers of rows, and known. */
export function areRows(indexes: Tensor, rows: number): boolean {
  return indexes.isConcrete && indexes.values.every((index) => Number.isInteger(index) && index >= 0 && index < rows);
}

/** A list of numbers leaves the axes as many as they are, so that they may lie in any order. */
export function gatherRows(op: string) {
  return ({ inputs: [x, indexes], output }: OpCall<object, ["x", "indexes"]>, writer: GraphWriter): void => {
    if (!writer.lengthsOf(indexes).every(isFixed))
      throw new LinnetError(
        `export: layer "${writer.layer}": as many rows as the batch has examples cannot be written`,
      );
    const order = indexes.rank === 1 ? writer.orderOf(x) : plainOrder(x.rank);
    const after = indexes.rank === 1 ? order : plainOrder(output.rank);
    const read = [writer.read(x, order), writer.integers([...indexes.values], indexes.shape)];
    writer.emit(output, op, read, { order: after, attributes: { axis: order.indexOf(0) } });
  };
}
