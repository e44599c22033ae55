// A weight whose file has integers for it: it gives real numbers to whoever asks for them, and stays integers until others are set.

import type { Constant, ElementType, ValueQuantization } from "../formats/opGraphTypes.js";
import { Parameter, type StoredWeight } from "../layers/parameter.js";
import { LinnetError } from "../tensor/errors.js";
import { type IntegerNumbers, isBytes } from "./integerNumbers.js";
import { dequantizedNumbers, quantizedConstant } from "./quantizedValue.js";
import type { TensorValue } from "./value.js";

/** Arrays for types of integers that are stored as such. */
const arrays = { int8: Int8Array, uint8: Uint8Array, int16: Int16Array, int32: Int32Array } as const;

/** What files call them. */
const dtypes = { int8: "I8", uint8: "U8", int16: "I16", int32: "I32" } as const;

type StoredType = keyof typeof arrays;

/** Files give integers as float32 numbers. */
const MOST_EXACT = 2 ** 24;

function isStoredType(type: ElementType): type is StoredType {
  return Object.hasOwn(arrays, type);
}

/** Whether a file can hold such integers as a tensor. */
export function isStored(type: ElementType, values: IntegerNumbers): boolean {
  const isExact = !(values instanceof Float64Array) || values.every((value) => Math.abs(value) <= MOST_EXACT);
  return isStoredType(type) && (type !== "int32" || isExact);
}

export class QuantizedParameter extends Parameter {
  #integers: Int8Array | Uint8Array | Int16Array | Int32Array | null;
  readonly #type: StoredType;
  readonly #quantization: ValueQuantization;

  /** @param constant one that `isStored` */
  constructor(
    name: string,
    { type, shape, values }: Constant,
    { quantization, learned }: { readonly quantization: ValueQuantization; readonly learned: boolean },
  ) {
    const own = type as StoredType;
    const integers = isBytes(values) ? values : new arrays[own](values as Float64Array);
    super(name, shape, () => this.#real(), { learned });
    this.#type = own;
    this.#integers = integers;
    this.#quantization = quantization;
  }

  #real(): Float32Array {
    return dequantizedNumbers(this.#integers!, this.shape, this.#quantization);
  }

  override get values(): Float32Array {
    return super.values;
  }

  /** The same numbers again change nothing: copies come back from checkpoints and from whoever sets all weights. */
  override set values(values: Float32Array) {
    const own = this.#integers === null ? null : super.values;
    if (own !== null && own.length === values.length && values.every((value, index) => value === own[index])) return;
    super.values = values;
    this.#integers = null;
  }

  override get version(): object {
    return this.#integers ?? super.version;
  }

  /** Whether its values are still those of the integers in the file. */
  get isInteger(): boolean {
    return this.#integers !== null;
  }

  /** As an op reads it; null if other values were set. */
  get value(): TensorValue | null {
    return this.#integers === null ? null : quantizedConstant(this.#integers, this.shape, this.#quantization);
  }

  /** As a graph has it: the integers, if its values are still those. */
  get constant(): Constant {
    const [shape, integers] = [this.shape, this.#integers];
    if (integers === null) return { type: "float32", shape, values: this.values };
    return { type: this.#type, shape, values: isBytes(integers) ? integers : Float64Array.from(integers) };
  }

  override get stored(): Parameter["stored"] {
    return this.#integers ?? this.values;
  }

  override get bytesEach(): number {
    return this.#integers?.BYTES_PER_ELEMENT ?? super.bytesEach;
  }

  override load(weight: StoredWeight, file: string): void {
    if (weight.dtype === undefined) super.load(weight, file);
    else this.#loadIntegers(weight, file);
  }

  /** The scales are those of its own type. */
  #loadIntegers({ dtype, values }: StoredWeight, file: string): void {
    const expected = dtypes[this.#type];
    if (dtype !== expected)
      throw new LinnetError(`${file}: weight "${this.name}": expected numbers of ${expected}, got ${dtype}`);
    const integers = new arrays[this.#type](values);
    for (let index = 0; index < values.length; index += 1)
      if (integers[index] !== values[index])
        throw new LinnetError(
          `${file}: weight "${this.name}": expected numbers of ${expected}, got ${values[index]} at ${index}`,
        );
    this.#integers = integers;
    this.forget();
  }
}
