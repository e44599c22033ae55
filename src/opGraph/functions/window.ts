// Windows that move over one, two or three axes of pixels.

import { LinnetError } from "../../tensor/errors.js";
import { formatShape, type Shape } from "../../tensor/shape.js";

/** One number for each axis of pixels. */
export interface SpatialWindow {
  readonly size: Shape;
  readonly strides: Shape;
  readonly dilation: Shape;
  /** Cells of padding before and after the pixels. */
  readonly before: Shape;
  readonly after: Shape;
}

/** Where the odd cell of the padding goes that keeps `pixels / stride` outputs. */
export type Same = "upper" | "lower";

/** The padding for outputs as many as strides fit into the pixels. */
export function samePadding(pixels: Shape, window: Omit<SpatialWindow, "before" | "after">, odd: Same): SpatialWindow {
  const totals = pixels.map((length, axis) => {
    const stride = window.strides[axis]!;
    return Math.max((Math.ceil(length / stride) - 1) * stride + spanOf(window, axis) - length, 0);
  });
  const less = totals.map((total) => Math.floor(total / 2));
  const more = totals.map((total) => Math.ceil(total / 2));
  return { ...window, ...(odd === "upper" ? { before: less, after: more } : { before: more, after: less }) };
}

/** The pixels that the window covers. */
export function spanOf({ size, dilation }: Pick<SpatialWindow, "size" | "dilation">, axis: number): number {
  return (size[axis]! - 1) * dilation[axis]! + 1;
}

/** More padding after the pixels, so that a last window that lies half outside counts too (`ceil_mode`). */
export function roundedUp(pixels: Shape, window: SpatialWindow): SpatialWindow {
  const after = pixels.map((length, axis) => {
    const [stride, before, end] = [window.strides[axis]!, window.before[axis]!, window.after[axis]!];
    const span = spanOf(window, axis);
    const most = Math.ceil((length + before + end - span) / stride) + 1;
    // A window that begins behind the pixels has nothing to say.
    const outputs = (most - 1) * stride >= length + before ? most - 1 : most;
    return Math.max((outputs - 1) * stride + span - length - before, end);
  });
  return { ...window, after };
}

/** @throws LinnetError if a number is not one that a window can have */
export function checkWindow(window: SpatialWindow, axes: number): void {
  const lists = Object.entries(window) as [keyof SpatialWindow, Shape][];
  for (const [name, list] of lists) {
    const least = name === "before" || name === "after" ? 0 : 1;
    if (list.length !== axes || !list.every((value) => Number.isInteger(value) && value >= least))
      throw new LinnetError(
        `expected ${name} to be ${axes} whole numbers of ${least} or more, got ${formatShape(list)}`,
      );
  }
}
