// Matrix products.

import { add, mul } from "../../tensor/ops/binary.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { flagOf, numberOf } from "../attributes.js";
import { elementwise } from "../functions/elementwise.js";
import { product } from "../functions/matrices.js";
import { roundable } from "../functions/rounding.js";
import { checkSize, madeValue } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { isKnown, toTensor } from "../value.js";
import { expectInput } from "./inputs.js";
import { gemmOfInt8, matMulOfInt8 } from "./int8.js";

/** `alpha a b + beta c`. */
const gemm: OpFunction = (inputs, node) => {
  const [a, b] = [expectInput(inputs, 0), expectInput(inputs, 1)];
  const [left, right] = [toTensor(a), toTensor(b)];
  const options = { transposeA: flagOf(node, "transA", false), transposeB: flagOf(node, "transB", false) };
  const { shape } = right;
  checkSize(
    [left.shape[options.transposeA ? 1 : 0] ?? 1, shape[options.transposeB ? 0 : 1] ?? 1],
    isKnown(a) && isKnown(b),
  );
  const [alpha, beta] = [numberOf(node, "alpha", 1), numberOf(node, "beta", 1)];
  const products = matMul(left, right, options);
  const y = madeValue(alpha === 1 ? products : mul(products, alpha), a.type);
  const c = inputs[2] ?? null;
  if (c === null || beta === 0) return [y];
  const host = (sum: number, more: number): number => sum + beta * more;
  return [elementwise([y, c], { host, tensor: (sum, more) => add(sum!, beta === 1 ? more! : mul(more!, beta)) })];
};

export const matrices: { readonly [op: string]: OpFunction } = {
  MatMul: roundable((inputs) => [product(expectInput(inputs, 0), expectInput(inputs, 1))], matMulOfInt8),
  Gemm: roundable(gemm, gemmOfInt8),
};
