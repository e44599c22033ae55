// Rows by their numbers. linnet gives zeros for a number that is no row's, where other programs stop: zeros stand as one more
// row after those of x, and such numbers lead to it.

import type { AttributeValue } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import type { OpCall } from "./exportTable.js";
import type { GraphWriter } from "./graphWriter.js";
import { isFixed } from "./length.js";

/** What a dialect calls the ops that are needed. */
export interface IndexingOps {
  readonly concat: string;
  readonly floor: string;
  readonly equal: string;
  readonly greaterEqual: string;
  readonly less: string;
  readonly and: string;
  readonly where: string;
  readonly cast: string;
  readonly toIndex: { readonly [name: string]: AttributeValue };
  readonly gather: string;
  readonly indexType: "int32" | "int64";
}

export function gatherRows(ops: IndexingOps) {
  return ({ inputs: [x, indexes], output }: OpCall<object, ["x", "indexes"]>, writer: GraphWriter): void => {
    const [rows, ...rest] = writer.lengthsOf(x);
    if (![rows!, ...rest].every(isFixed))
      throw new LinnetError(`export: layer "${writer.layer}": a gather from what follows the batch cannot be written`);
    const count = rows!.fixed;
    const row = rest.map(({ fixed }) => fixed);
    const zeros = new Float32Array(row.reduce((size, length) => size * length, 1));
    const lengths = [{ fixed: count + 1, perExample: 0 }, ...rest];
    const parts = [writer.read(x), writer.constant(zeros, [1, ...row], "zeros")];
    const longer = writer.helper(ops.concat, parts, { lengths, attributes: { axis: 0 } });
    writer.emit(output, ops.gather, [longer, places()], { attributes: { axis: 0 } });

    function places(): string {
      const index = writer.read(indexes);
      const own = { lengths: writer.lengthsOf(indexes) };
      const bools = { ...own, type: "bool" } as const;
      const isWhole = writer.helper(ops.equal, [index, writer.helper(ops.floor, [index], own)], bools);
      const isNotBelow = writer.helper(ops.greaterEqual, [index, writer.scalar(0)], bools);
      const isBelow = writer.helper(ops.less, [index, writer.scalar(count)], bools);
      const isInside = writer.helper(ops.and, [isNotBelow, isBelow], bools);
      const isRow = writer.helper(ops.and, [isWhole, isInside], bools);
      const chosen = writer.helper(ops.where, [isRow, index, writer.scalar(count)], own);
      return writer.helper(ops.cast, [chosen], { ...own, type: ops.indexType, attributes: ops.toIndex });
    }
  };
}
