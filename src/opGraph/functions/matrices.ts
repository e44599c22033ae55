// Matrix products with NumPy's rules: axes before the last two are a batch, which broadcasts.

import { LinnetError } from "../../tensor/errors.js";
import { broadcastTo } from "../../tensor/ops/broadcastTo.js";
import { concat } from "../../tensor/ops/concat.js";
import { matMul } from "../../tensor/ops/matMul.js";
import { reshape } from "../../tensor/ops/reshape.js";
import { slice } from "../../tensor/ops/slice.js";
import { formatShape, sizeOf } from "../../tensor/shape.js";
import { Tensor } from "../../tensor/tensor.js";
import { checkSize, madeValue } from "../knownValues.js";
import { isKnown, shapeOf, toTensor, type Value } from "../value.js";
import { commonShape } from "./elementwise.js";

/** A batch is one product after the other. */
const MOST_PRODUCTS = 4096;

/** `a b`, where a vector is a row on the left and a column on the right. @throws LinnetError if the shapes do not fit */
export function product(a: Value, b: Value): Value {
  const [shapeA, shapeB] = [shapeOf(a), shapeOf(b)];
  if (shapeA.length === 0 || shapeB.length === 0) throw new LinnetError("expected matrices, got a single number");
  const left = shapeA.length === 1 ? reshape(toTensor(a), [1, shapeA[0]!]) : toTensor(a);
  const right = shapeB.length === 1 ? reshape(toTensor(b), [shapeB[0]!, 1]) : toTensor(b);
  if (left.shape.at(-1) !== right.shape.at(-2))
    throw new LinnetError(`${formatShape(shapeA)} and ${formatShape(shapeB)} have no product`);
  const known = isKnown(a) && isKnown(b);
  const y = right.rank === 2 ? byOneMatrix(left, right, known) : batched(left, right, known);
  const rows = shapeA.length === 1 ? [] : [y.shape.at(-2)!];
  const columns = shapeB.length === 1 ? [] : [y.shape.at(-1)!];
  return madeValue(reshape(y, [...y.shape.slice(0, -2), ...rows, ...columns]), a.type);
}

/** All rows of the batch are rows of one product. */
function byOneMatrix(left: Tensor, right: Tensor, known: boolean): Tensor {
  const shape = [...left.shape.slice(0, -1), right.shape[1]!];
  checkSize(shape, known);
  return reshape(matMul(reshape(left, [sizeOf(left.shape.slice(0, -1)), left.shape.at(-1)!]), right), shape);
}

function batched(left: Tensor, right: Tensor, known: boolean): Tensor {
  const batch = commonShape([left.shape.slice(0, -2), right.shape.slice(0, -2)]);
  const count = sizeOf(batch);
  if (count > MOST_PRODUCTS)
    throw new LinnetError(`expected at most ${MOST_PRODUCTS} products of matrices, got ${count}`);
  const [rows, columns] = [left.shape.at(-2)!, right.shape.at(-1)!];
  checkSize([...batch, rows, columns], known);
  if (count === 0) return Tensor.from(new Float32Array(0), [...batch, rows, columns]);
  const of = (x: Tensor): Tensor[] => {
    const [height, width] = x.shape.slice(-2) as [number, number];
    const all = reshape(broadcastTo(x, [...batch, height, width]), [count, height, width]);
    return Array.from({ length: count }, (_, i) => reshape(slice(all, [i, 0, 0], [1, height, width]), [height, width]));
  };
  const [lefts, rights] = [of(left), of(right)];
  const products = lefts.map((one, index) => reshape(matMul(one, rights[index]!), [1, rows, columns]));
  return reshape(concat(products, 0), [...batch, rows, columns]);
}
