// The ops of TensorFlow, as TensorFlow.js's converter writes them: https://www.tensorflow.org/api_docs/python/tf/raw_ops, and
// tfjs-converter/src/operations of https://github.com/tensorflow/tfjs.

import type { OpTable } from "../opTable.js";
import { arithmetic } from "./arithmetic.js";
import { layout } from "./layout.js";
import { windows } from "./windows.js";

const families: readonly OpTable[] = [arithmetic, layout, windows];

export const tensorflowTable: OpTable = {
  ops: Object.assign({}, ...families.map(({ ops }) => ops)),
  learned: Object.assign({}, ...families.map(({ learned }) => learned)),
};
