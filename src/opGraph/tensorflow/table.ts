// The ops of TensorFlow, as TensorFlow.js's converter writes them.

import type { OpTable } from "../opTable.js";

export const tensorflowTable: OpTable = { ops: {}, learned: {} };
