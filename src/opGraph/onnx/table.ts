// The ops of ONNX: https://onnx.ai/onnx/operators. What changes between versions of the op set is read by inputs.ts.

import type { OpTable } from "../opTable.js";
import { activations } from "./activations.js";
import { arithmetic } from "./arithmetic.js";
import { constants } from "./constants.js";
import { control } from "./control.js";
import { gathering } from "./gathering.js";
import { matrices } from "./matrices.js";
import { microsoft } from "./microsoft.js";
import { normalization } from "./normalization.js";
import { parts } from "./parts.js";
import { quantization } from "./quantization.js";
import { reductions } from "./reductions.js";
import { resizing } from "./resizing.js";
import { shapes } from "./shapes.js";
import { windows } from "./windows.js";

export const onnxTable: OpTable = {
  ops: {
    ...activations,
    ...arithmetic,
    ...constants,
    ...control,
    ...gathering,
    ...matrices,
    ...microsoft,
    ...normalization,
    ...parts,
    ...quantization,
    ...reductions,
    ...resizing,
    ...shapes,
    ...windows,
  },
  learned: {
    Add: [0, 1],
    BatchNormalization: [1, 2],
    Conv: [1, 2],
    ConvTranspose: [1, 2],
    Gemm: [1, 2],
    GroupNormalization: [1, 2],
    InstanceNormalization: [1, 2],
    LayerNormalization: [1, 2],
    MatMul: [0, 1],
    Mul: [0, 1],
    PRelu: [1],
  },
};
