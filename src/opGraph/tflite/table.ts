// The ops of TensorFlow Lite: https://www.tensorflow.org/mlir/tfl_ops.

import type { OpTable } from "../opTable.js";

export const tfliteTable: OpTable = { ops: {}, learned: {} };
