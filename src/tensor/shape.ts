// Shapes: arithmetic on the sizes of a tensor's axes.

/** The size of each axis, outermost first; `[]` is a scalar. */
export type Shape = readonly number[];

/** The number of elements of a shape. */
export function sizeOf(shape: Shape): number {
  let size = 1;
  for (const length of shape) size *= length;
  return size;
}

/** Row-major strides, in elements. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let stride = 1;
  for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
    strides[axis] = stride;
    stride *= shape[axis]!;
  }
  return strides;
}

export function sameShape(a: Shape, b: Shape): boolean {
  return a.length === b.length && a.every((length, axis) => length === b[axis]);
}

export function formatShape(shape: Shape): string {
  return `[${shape.join(",")}]`;
}

/**
 * The shape that two shapes broadcast to, by NumPy's rule: axes are aligned at the end, and an axis of 1 is repeated.
 * Null if they do not fit.
 */
export function broadcastShapes(a: Shape, b: Shape): number[] | null {
  const rank = Math.max(a.length, b.length);
  const shape = new Array<number>(rank);
  for (let back = 1; back <= rank; back += 1) {
    const lengthA = a[a.length - back] ?? 1;
    const lengthB = b[b.length - back] ?? 1;
    if (lengthA !== lengthB && lengthA !== 1 && lengthB !== 1) return null;
    shape[rank - back] = lengthA === 1 ? lengthB : lengthA;
  }
  return shape;
}

/** The strides to read a tensor of `shape` as one of shape `target`: 0 along every repeated axis. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const strides = stridesOf(shape);
  const offset = target.length - shape.length;
  return target.map((_, axis) => (axis < offset || shape[axis - offset] === 1 ? 0 : strides[axis - offset]!));
}

/** Axes as ascending numbers from 0; -1 means the last, null and undefined mean all. */
export function normalizeAxes(axes: number | readonly number[] | null | undefined, rank: number): number[] {
  if (axes === null || axes === undefined) return Array.from({ length: rank }, (_, axis) => axis);
  const list = typeof axes === "number" ? [axes] : axes;
  return [...new Set(list.map((axis) => (axis < 0 ? axis + rank : axis)))].sort((a, b) => a - b);
}

/** The two lengths of a shape known to be a matrix. */
export function rank2(shape: Shape): readonly [number, number] {
  return [shape[0]!, shape[1]!];
}

/** The four lengths of a shape known to have four axes, such as those of pictures and their kernels. */
export function rank4(shape: Shape): readonly [number, number, number, number] {
  return [shape[0]!, shape[1]!, shape[2]!, shape[3]!];
}
