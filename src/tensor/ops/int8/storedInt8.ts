// Whole numbers from -128 to 127 as the bytes of a file, with their axes in any order: most kernels of quantized networks never
// become floats.

import { type Shape, sizeOf, stridesOf } from "../../shape.js";
import { type StoredValues, Tensor } from "../../tensor.js";
import { reshape } from "../reshape.js";
import { transposeOp } from "../transpose.js";

export class StoredInt8 implements StoredValues {
  constructor(
    readonly bytes: Int8Array,
    /** The shape in which they lie. */
    private readonly source: Shape,
    /** Axis i is axis `permutation[i]` of `source`. */
    private readonly permutation: readonly number[] = source.map((_, axis) => axis),
  ) {}

  get shape(): Shape {
    return this.permutation.map((axis) => this.source[axis]!);
  }

  /** From a byte to the next one along each axis. */
  get strides(): readonly number[] {
    const strides = stridesOf(this.source);
    return this.permutation.map((axis) => strides[axis]!);
  }

  get isInOrder(): boolean {
    return this.permutation.every((axis, place) => axis === place);
  }

  floats(): Float32Array {
    const { permutation, source, shape } = this;
    const inOrder = new Float32Array(this.bytes);
    if (this.isInOrder) return inOrder;
    const values = new Float32Array(inOrder.length);
    transposeOp.reference([inOrder], values, { inputs: [source], output: shape, attributes: { permutation } });
    return values;
  }

  transposed(permutation: readonly number[]): StoredInt8 {
    return new StoredInt8(
      this.bytes,
      this.source,
      permutation.map((axis) => this.permutation[axis]!),
    );
  }

  /** Null if bytes would have to be moved. */
  reshaped(shape: Shape): StoredInt8 | null {
    const { source, permutation } = this;
    if (this.isInOrder) return new StoredInt8(this.bytes, shape);
    const added = shape.length - source.length;
    const own = this.shape;
    // Axes of length 1 in front lie anywhere.
    if (added < 0 || !shape.every((length, axis) => length === (axis < added ? 1 : own[axis - added]))) return null;
    const front = shape.slice(0, added);
    return new StoredInt8(
      this.bytes,
      [...front, ...source],
      [...front.keys(), ...permutation.map((axis) => axis + added)],
    );
  }
}

/** A constant of these bytes. */
export function int8Constant(stored: StoredInt8): Tensor {
  return Tensor.stored(stored, stored.shape);
}

/** The bytes of a constant that has some; else null. */
export function storedInt8(tensor: Tensor): StoredInt8 | null {
  return tensor.stored instanceof StoredInt8 ? tensor.stored : null;
}

/** The bytes of a constant that has them in the order of its axes; else null. */
export function bytesInOrder(tensor: Tensor): Int8Array | null {
  const stored = storedInt8(tensor);
  return stored?.isInOrder === true ? stored.bytes : null;
}

/** `reshape`, of bytes as bytes where it can. */
export function reshapeStored(x: Tensor, shape: Shape): Tensor {
  const stored = sizeOf(shape) === x.size ? storedInt8(x)?.reshaped(shape) : null;
  return stored ? int8Constant(stored) : reshape(x, shape);
}
