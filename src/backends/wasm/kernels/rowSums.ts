// Sums over rows in plans that train, where they are merged with what makes their rows.

import { sumOp } from "../../../tensor/ops/reduce.js";
import { servePartly } from "../kernel.js";
import { PLAIN, tableOf } from "./reduce.js";
import { rowSum, serveRows } from "./rowPass.js";

export const sum = servePartly(sumOp, PLAIN, {
  sumRows: ({ attributes, inputs: [x], output }) => {
    const table = tableOf(x.shape, attributes.axes);
    if (table === null) return null;
    const pass = rowSum({
      ...{ name: "sum", table, tensors: [x], vectors: [], output },
      terms: [([value]) => value!],
      finish: ([total]) => total!,
    });
    return serveRows(() => ({ before: [], pass }));
  },
});
