// The gradient of the matrix product.

import { matMul, matMulOp } from "../ops/matMul.js";
import { gradientOf } from "./gradientOf.js";

/** y = A B: dA = dy Bt, dB = At dy; with A = at the result is transposed, so the factors change places. */
export const matMulGradient = gradientOf(matMulOp, {
  a: (dy, { inputs: [, b], attributes: { transposeA, transposeB } }) =>
    transposeA
      ? matMul(b!, dy, { transposeA: transposeB, transposeB: true })
      : matMul(dy, b!, { transposeB: !transposeB }),
  b: (dy, { inputs: [a], attributes: { transposeA, transposeB } }) =>
    transposeB
      ? matMul(dy, a!, { transposeA: true, transposeB: transposeA })
      : matMul(a!, dy, { transposeA: !transposeA }),
});
