// A tensor is a shape with values, or a shape with the op call that will make the values.
//
// The types of tensor, op definition and op call refer to each other, so they stand together here.

import { describe } from "./describe.js";
import { LinnetError } from "./errors.js";
import { formatTensor, type NestedArray, toNestedArray } from "./format.js";
import { formatShape, type Shape, sizeOf } from "./shape.js";

/** The numbers of a tensor. Everything is computed in float32; float64 exists for the numeric gradients of tests. */
export type Values = Float32Array | Float64Array;

/** Numbers in another form, such as the bytes of a quantized file, or on their way: floats are made when they are asked for. */
export interface StoredValues {
  floats(): Float32Array;
  /** Whether it may be too early to ask. */
  readonly isLate?: boolean;
}

/**
 * An n-dimensional array of float32 numbers in row-major order.
 *
 * A tensor is *concrete* (it has values), or *symbolic*: the output of an op on symbolic tensors, or a placeholder.
 * It never changes, and never has to be disposed of.
 */
export class Tensor {
  private constructor(
    readonly shape: Shape,
    private data: Float32Array | null,
    readonly producer: Producer | null,
    /** A layer's or a weight's name, for people. */
    readonly name: string | null,
    /** What its values are made of when they are first read, if it has not had them from the beginning. */
    readonly stored?: StoredValues,
  ) {}

  /** @throws LinnetError if the shape is invalid, or the number of values does not match it */
  static from(values: Float32Array, shape: Shape, name: string | null = null): Tensor {
    checkShape(shape);
    if (!(values instanceof Float32Array))
      throw new LinnetError(`tensor: expected a Float32Array, got ${describe(values)}`);
    if (values.length !== sizeOf(shape)) {
      throw new LinnetError(
        `tensor: expected ${sizeOf(shape)} values for shape ${formatShape(shape)}, got ${values.length}`,
      );
    }
    return new Tensor(shape, values, null, name);
  }

  /** With the numbers that `stored` gives, as many as the shape has. */
  static stored(stored: StoredValues, shape: Shape): Tensor {
    return new Tensor(shape, null, null, null, stored);
  }

  /** A symbolic tensor without a producer: an input of the graph. @throws LinnetError if the shape is invalid */
  static placeholder(shape: Shape, name: string | null = null): Tensor {
    checkShape(shape);
    return new Tensor(shape, null, null, name);
  }

  /** The symbolic output of an op call. */
  static produced(shape: Shape, producer: Producer, name: string | null = null): Tensor {
    return new Tensor(shape, null, producer, name);
  }

  get isConcrete(): boolean {
    return Boolean(this.data ?? this.stored);
  }

  get rank(): number {
    return this.shape.length;
  }

  get size(): number {
    return sizeOf(this.shape);
  }

  /** @throws LinnetError on a symbolic tensor */
  get values(): Float32Array {
    this.data ??= this.stored?.floats() ?? null;
    if (this.data === null) throw new LinnetError(`${this.describe()} is symbolic: it has no values before it is run`);
    return this.data;
  }

  /** The only value of a tensor of one element. @throws LinnetError if it has more */
  item(): number {
    if (this.size !== 1)
      throw new LinnetError(`item: expected a tensor of one element, got ${formatShape(this.shape)}`);
    return this.values[0]!;
  }

  /**
   * The same values in another shape; one axis may be -1 and is inferred. For symbolic tensors use the op `reshape`.
   * @throws LinnetError if the number of elements differs
   */
  reshape(shape: Shape): Tensor {
    return new Tensor(inferShape(shape, this.size), this.values, null, this.name);
  }

  /**
   * The entries `start` to `end` (excluded) of the first axis. For symbolic tensors and other axes use the op `slice`.
   * @throws LinnetError if the range is not within the axis
   */
  slice(start: number, end: number = this.shape[0] ?? 0): Tensor {
    const [length = 0, ...rest] = this.shape;
    const isRange = Number.isInteger(start) && Number.isInteger(end) && start >= 0 && start <= end && end <= length;
    if (this.rank === 0 || !isRange) {
      const found = `${describe(start)} and ${describe(end)}`;
      throw new LinnetError(`slice: expected 0 <= start <= end <= ${length}, got ${found}`);
    }
    const row = sizeOf(rest);
    return new Tensor([end - start, ...rest], this.values.subarray(start * row, end * row), null, null);
  }

  /** The same tensor with a name. */
  named(name: string): Tensor {
    return new Tensor(this.shape, this.data, this.producer, name, this.stored);
  }

  /** Nested arrays of numbers, as deep as the rank; a number for a scalar. */
  toArray(): NestedArray {
    return toNestedArray(this.values, this.shape);
  }

  /** The entries of the first axis, one by one. */
  *[Symbol.iterator](): Iterator<Tensor> {
    for (let index = 0; index < (this.shape[0] ?? 0); index += 1) {
      yield this.slice(index, index + 1).reshape(this.shape.slice(1));
    }
  }

  toString(): string {
    if (!this.isConcrete) return this.describe();
    // Each row starts a new line, so that the brackets of all rows align.
    const separator = this.rank > 1 ? "\n" : " ";
    return `Tensor ${formatShape(this.shape)}${separator}${formatTensor(this.values, this.shape)}`;
  }

  /** What Node's console.log prints. */
  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  private describe(): string {
    const origin = this.producer === null ? "placeholder" : this.producer.op.name;
    return `${origin}${this.name === null ? "" : ` "${this.name}"`} ${formatShape(this.shape)}`;
  }
}

/** The op call that makes a symbolic tensor. */
export interface Producer<A extends object = object> {
  readonly op: OpDefinition;
  readonly inputs: readonly Tensor[];
  readonly attributes: A;
}

/** An op call with its output, as gradient rules and passes see it. */
export interface Call<A> {
  readonly inputs: readonly Tensor[];
  readonly output: Tensor;
  readonly attributes: A;
}

/** Where a loop or a kernel runs: shapes and attributes, no tensors. */
export interface Site<A> {
  readonly inputs: readonly Shape[];
  readonly output: Shape;
  readonly attributes: A;
}

/**
 * The gradient by one input, written with ops. It may still have the axes along which that input was broadcast:
 * `graph/gradient.ts` sums them. `index` is the input's position, which only variadic ops need.
 */
export type GradientRule<A> = { rule(dy: Tensor, call: Call<A>, index: number): Tensor }["rule"];

/** A rule for each input, null if the output does not depend smoothly on it. */
export type GradientRules<A, Inputs extends readonly string[]> = {
  readonly [K in Inputs[number]]: GradientRule<A> | null;
};

/** Activations that a kernel can apply before it stores a value. */
export type Activation = "none" | "relu" | "relu6";

/** What the op before can take over: an activation, or the sum with one other tensor. */
export type EpiloguePart =
  | { readonly kind: "activation"; readonly activation: Activation }
  | { readonly kind: "sum"; readonly other: Tensor };

/**
 * An op as data: what it means, what it costs, how it is differentiated, and the facts that passes read.
 *
 * The type holds the op's attributes, the names of its inputs in order, and its name: `OpDefinition<Window2d, ["x",
 * "kernel"], "conv2d">`. An input that may be given any number of times is `..."addend"[]`.
 */
export interface OpDefinition<
  A extends object = object,
  Inputs extends readonly string[] = readonly string[],
  Name extends string = string,
> {
  readonly name: Name;
  /** The inputs' names, in order. */
  readonly inputs: Inputs;
  /** Whether the last named input may be given any number of times. */
  readonly variadic?: boolean;
  /** The output's shape. @throws Expectation with the reason; `apply` adds the op's name and every shape. */
  shape(inputs: readonly Shape[], attributes: A): Shape;
  /** The plain loop: the op's meaning, and the oracle for every kernel. It writes every element of the output. */
  reference(inputs: readonly Values[], output: Values, site: Site<A>): void;
  /** Its rules, or why it has none. `listed`: `tensor/gradients` has them, so that pages which only predict do without. */
  readonly gradient: GradientRules<A, Inputs> | { readonly none: string } | "listed";

  /** Multiply-adds of one call. Default: 0. */
  multiplyAdds?(site: Site<A>): number;
  /** Whether each output element depends only on the input elements at its place, so that it may overwrite an input. */
  readonly elementwise?: boolean;
  /** Whether the output is the first input's memory in another shape. */
  readonly view?: boolean;
  /** What the output's numbers are: whole numbers from -128 to 127. Default: any float32, but an input's if it moves them. */
  readonly gives?: "int8";
  /** Whether every number of this call's output is one of an input's. */
  moves?(site: Site<A>): boolean;
  /** Whether this call returns its first input unchanged. */
  isIdentity?(site: Site<A>): boolean;
  /** A call that gives the same numbers by fewer steps; null if none is known. */
  simplified?(call: Call<A>): Tensor | null;
  /** This call as `x * scale + shift` along the last axis, if both are known before the run. */
  asAffine?(call: Call<A>): { readonly x: Tensor; readonly scale: Tensor | null; readonly shift: Tensor | null } | null;
  /** The call that gives this one's output times `scale` (one factor a channel), by other weights; null if impossible. */
  absorbScale?(call: Call<A>, scale: Tensor): Tensor | null;
  /** This call as an epilogue of its first input's op. */
  asEpilogue?(call: Call<A>): { readonly x: Tensor; readonly part: EpiloguePart }[];
  /** This call with that part merged into it; null if impossible. */
  absorbEpilogue?(call: Call<A>, part: EpiloguePart): Tensor | null;
}

function checkShape(shape: Shape): void {
  if (Array.isArray(shape) && shape.every((length) => Number.isInteger(length) && length >= 0)) return;
  throw new LinnetError(`tensor: expected a shape of whole numbers, got ${describeShape(shape)}`);
}

/** A short list of numbers as it is; all else in words. */
function describeShape(shape: unknown): string {
  const isShort = Array.isArray(shape) && shape.length <= 8 && shape.every((length) => typeof length === "number");
  return isShort ? formatShape(shape) : describe(shape);
}

/** `shape` with its -1 axis, if it has one, inferred from the number of elements. @throws LinnetError */
export function inferShape(shape: Shape, size: number): Shape {
  if (!Array.isArray(shape) || !shape.every((length) => typeof length === "number"))
    throw new LinnetError(`reshape: expected a shape of whole numbers, got ${describeShape(shape)}`);
  const known = sizeOf(shape.filter((length) => length !== -1));
  const inferred = shape.map((length) => (length === -1 ? size / known : length));
  if (sizeOf(inferred) !== size || !inferred.every((length) => Number.isInteger(length) && length >= 0)) {
    throw new LinnetError(`reshape: expected a shape of ${size} elements, got ${describeShape(shape)}`);
  }
  return inferred;
}
