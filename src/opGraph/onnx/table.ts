// The ops of ONNX: https://onnx.ai/onnx/operators.

import { add } from "../../tensor/ops/binary.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { relu } from "../../tensor/ops/relu.js";
import type { OpTable } from "../opTable.js";
import { tensorValue, toTensor } from "../value.js";

export const onnxTable: OpTable = {
  ops: {
    Add: ([a, b]) => [tensorValue(add(toTensor(a!), toTensor(b!)))],
    MatMul: ([a, b]) => [tensorValue(matMul(toTensor(a!), toTensor(b!)))],
    Relu: ([x]) => [tensorValue(relu(toTensor(x!)))],
  },
  learned: { Add: [0, 1], MatMul: [0, 1] },
};
