// The ops of TensorFlow Lite: https://www.tensorflow.org/mlir/tfl_ops, and for what they do in detail
// tensorflow/lite/kernels/internal/reference of https://github.com/tensorflow/tensorflow.

import type { OpTable } from "../opTable.js";
import { arithmetic } from "./arithmetic.js";
import { convolutions } from "./convolutions.js";
import { layout } from "./layout.js";
import { partOps } from "./parts.js";
import { pictures } from "./pictures.js";
import { reductions } from "./reductions.js";

const families: readonly OpTable[] = [arithmetic, convolutions, layout, partOps, pictures, reductions];

export const tfliteTable: OpTable = {
  ops: Object.assign({}, ...families.map(({ ops }) => ops)),
  learned: Object.assign({}, ...families.map(({ learned }) => learned)),
};
