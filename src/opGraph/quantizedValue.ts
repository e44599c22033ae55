// Values whose numbers are whole ones that stand for real ones, and constants as values.

import type { Constant, ValueQuantization } from "../formats/opGraphTypes.js";
import { dequantize, type Quantization } from "../tensor/ops/int8/index.js";
import { int8Constant, StoredInt8 } from "../tensor/ops/int8/storedInt8.js";
import type { Shape } from "../tensor/shape.js";
import { sizeOf } from "../tensor/shape.js";
import { Tensor } from "../tensor/tensor.js";
import { isBytes, isIntegers } from "./integerNumbers.js";
import {
  bytesOnHost,
  hostValue,
  type Integers,
  lazyValue,
  type TensorValue,
  tensorValue,
  type Value,
} from "./value.js";

/** Whole numbers up to this size are float32 without loss. */
const MOST_EXACT = 2 ** 24;

/**
 * A constant as a value.
 * @param quantization what integers in it stand for. Default: they are no more than integers.
 */
export function constantValue({ type, shape, values }: Constant, quantization?: ValueQuantization): Value {
  if (values instanceof Float32Array) return tensorValue(Tensor.from(values, shape), type);
  if (quantization !== undefined && isIntegers(values)) return quantizedConstant(values, shape, quantization);
  return isBytes(values) ? bytesOnHost(type, shape, values) : hostValue(type, shape, values);
}

/** What stands for real numbers, of which linnet makes tensors when an op asks for them. */
export function quantizedConstant(
  values: ArrayLike<number>,
  shape: Shape,
  quantization: ValueQuantization,
): TensorValue {
  const real = (): Tensor => Tensor.from(dequantizedNumbers(values, shape, quantization), shape);
  const isSmall = /^u?int(4|8|16)$/.test(quantization.type);
  if (!isSmall && !isExact(values)) return lazyValue(real);
  return lazyValue(real, { integers: integersOf(values, shape, quantization) });
}

function isExact(values: ArrayLike<number>): boolean {
  for (let index = 0; index < values.length; index += 1) if (Math.abs(values[index]!) > MOST_EXACT) return false;
  return true;
}

/** Of uint8 they are such of int8. */
function integersOf(values: ArrayLike<number>, shape: Shape, quantization: ValueQuantization): Integers {
  const { type, zeroPoint } = quantization;
  const less = type === "uint8" ? 128 : 0;
  let made: Tensor | null = null;
  return {
    get tensor() {
      made ??= tensorOf(values, less, shape);
      return made;
    },
    quantization:
      less === 0 ? quantization : { ...quantization, type: "int8", zeroPoint: zeroPoint.map((zero) => zero - less) },
  };
}

/** The numbers less 128, or less nothing: as bytes, where they are such. */
function tensorOf(values: ArrayLike<number>, less: number, shape: Shape): Tensor {
  if (values instanceof Int8Array) return int8Constant(new StoredInt8(values, shape));
  if (values instanceof Uint8Array) {
    const bytes = new Int8Array(values.length);
    for (let index = 0; index < bytes.length; index += 1) bytes[index] = values[index]! - less;
    return int8Constant(new StoredInt8(bytes, shape));
  }
  const numbers = new Float32Array(values.length);
  for (let index = 0; index < numbers.length; index += 1) numbers[index] = values[index]! - less;
  return Tensor.from(numbers, shape);
}

/** `scale (q - zeroPoint)`. */
export function dequantizedNumbers(
  values: ArrayLike<number>,
  shape: Shape,
  { scale, zeroPoint, axis }: ValueQuantization,
): Float32Array {
  const scales = scale.length;
  const step = scales === 1 ? Math.max(values.length, 1) : sizeOf(shape.slice(axis + 1));
  const numbers = new Float32Array(values.length);
  for (let index = 0; index < numbers.length; index += 1) {
    const entry = Math.floor(index / step) % scales;
    numbers[index] = scale[entry]! * (values[index]! - zeroPoint[entry]!);
  }
  return numbers;
}

/** Of whole numbers from -128 to 127 that all stand for real ones alike. */
export function int8Quantization({ scale, zeroPoint }: Quantization): ValueQuantization {
  return { type: "int8", scale: [scale], zeroPoint: [zeroPoint], axis: 0 };
}

/** A value of which the whole numbers are known. */
export function quantizedValue(
  integers: Integers,
  given: Pick<Partial<TensorValue>, "type" | "axes"> = {},
): TensorValue {
  return lazyValue(() => realTensor(integers), { ...given, integers });
}

function realTensor({ tensor, quantization }: Integers): Tensor {
  const { scale, zeroPoint } = quantization;
  if (tensor.isConcrete)
    return Tensor.from(dequantizedNumbers(tensor.values, tensor.shape, quantization), tensor.shape);
  return dequantize(tensor, { scale: scale[0]!, zeroPoint: zeroPoint[0]! });
}

/** The value with its numbers in another shape or place, real and whole ones alike. */
export function moved(value: TensorValue, move: (value: TensorValue) => TensorValue): TensorValue {
  const { integers, type } = value;
  if (integers === undefined) return move(value);
  const { tensor, axes } = move(tensorValue(integers.tensor, "int8", value.axes));
  // Bytes are moved as bytes by views alone; scales of entries follow an axis, which may be another now.
  if (isViewOf(tensor, integers.tensor) && integers.quantization.scale.length === 1)
    return quantizedValue({ ...integers, tensor }, { type, axes });
  return lazyValue(() => move(tensorValue(value.tensor, type, value.axes)).tensor, { type, axes });
}

function isViewOf(tensor: Tensor, source: Tensor): boolean {
  let current = tensor;
  while (current !== source && current.producer?.op.view === true) current = current.producer.inputs[0]!;
  return current === source || tensor.isConcrete;
}
