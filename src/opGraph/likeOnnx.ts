// Ops of other dialects that mean what one of ONNX does.

import type { GraphNode } from "../formats/opGraphTypes.js";
import { LinnetError } from "../tensor/errors.js";
import { onnxTable } from "./onnx/table.js";
import type { OpFunction } from "./opTable.js";

type Attributes = GraphNode["attributes"];

/** The version of ONNX's ops that is meant. */
const OPSET = 21;

/**
 * ONNX's op on the same inputs.
 * @param attributes the node's, in ONNX's words. Default: none.
 * @param count the inputs that it cannot do without. Default: 1.
 */
export function likeOnnx(op: string, attributes: (node: GraphNode) => Attributes = () => ({}), count = 1): OpFunction {
  return takes(count, (inputs, node, context) =>
    onnxTable.ops[op]!(inputs, { ...node, attributes: attributes(node) }, { ...context, opset: OPSET }),
  );
}

/** The op, which refuses a node that lacks one of its first `count` inputs. */
export function takes(count: number, run: OpFunction): OpFunction {
  return (inputs, node, context) => {
    const missing = Array.from({ length: count }, (_, index) => inputs[index] ?? null).indexOf(null);
    if (missing >= 0) throw new LinnetError(`expected ${count} inputs, input ${missing} is missing`);
    return run(inputs, node, context);
  };
}
