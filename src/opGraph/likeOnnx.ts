// Ops of other dialects that mean what one of ONNX does.

import type { GraphNode } from "../formats/opGraphTypes.js";
import { LinnetError } from "../tensor/errors.js";
import { reshapeTo } from "./functions/shapes.js";
import { onnxTable } from "./onnx/table.js";
import type { OpFunction } from "./opTable.js";
import { shapeOf } from "./value.js";

type Attributes = GraphNode["attributes"];

/** The version of ONNX's ops that is meant. */
const OPSET = 21;

/**
 * ONNX's op on the same inputs.
 * @param attributes the node's, in ONNX's words. Default: none.
 * @param count the inputs that it cannot do without. Default: 1.
 */
export function likeOnnx(op: string, attributes: (node: GraphNode) => Attributes = () => ({}), count = 1): OpFunction {
  const run = onnxTable.ops[op];
  if (run === undefined) throw new LinnetError(`linnet does not know the op ${op} of onnx`);
  return takes(count, (inputs, node, context) =>
    run(inputs, { ...node, attributes: attributes(node) }, { ...context, opset: OPSET }),
  );
}

/** TensorFlow's `Select`: a condition of one axis is one for each entry of the first; else it broadcasts. */
export const select: OpFunction = takes(3, ([condition, a, b], node, context) => {
  const [ofCondition, ofValues] = [shapeOf(condition!), shapeOf(a!)];
  const isColumn = ofCondition.length === 1 && ofValues.length > 1 && ofCondition[0] === ofValues[0];
  const column = [...ofCondition, ...ofValues.slice(1).map(() => 1)];
  return likeOnnx("Where", undefined, 3)(
    [isColumn ? reshapeTo(condition!, column) : condition!, a!, b!],
    node,
    context,
  );
});

/** The quotient, rounded down. */
export const floorOfQuotient: OpFunction = (inputs, node, context) =>
  likeOnnx("Floor")(likeOnnx("Div", undefined, 2)(inputs, node, context), node, context);

/** The op, which refuses a node that lacks one of its first `count` inputs. */
export function takes(count: number, run: OpFunction): OpFunction {
  return (inputs, node, context) => {
    const missing = Array.from({ length: count }, (_, index) => inputs[index] ?? null).indexOf(null);
    if (missing >= 0) throw new LinnetError(`expected ${count} inputs, input ${missing} is missing`);
    return run(inputs, node, context);
  };
}
