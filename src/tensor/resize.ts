// Resizing of pictures and of other tensors: a weighted sum along one axis after the other.

import { checkList } from "./checkArgument.js";
import { checkOptions } from "./checkOptions.js";
import { checkTensor } from "./checkTensor.js";
import { ShapeError } from "./errors.js";
import { add, mul, sub } from "./ops/binary.js";
import { resample, type Tap } from "./ops/resample.js";
import { type AxisResizing, resizeTaps } from "./resizeTaps.js";
import { Tensor } from "./tensor.js";

export interface ResizeOptions extends AxisResizing {
  /** The axes that `sizes` are of; -1 is the last. Default: `[1, 2]`, the height and width of pictures. */
  readonly axes?: readonly number[];
  /** Output by input length of each of the axes, where the coordinates go by another than that of the lengths. */
  readonly scales?: readonly number[];
  /** For `cropAndResize`: the part of each of the axes, its ends from 0 to 1. Default: all. */
  readonly regions?: readonly (readonly [start: number, end: number])[];
  /** For `cropAndResize`: what stands where the region leaves the input. Default: 0. */
  readonly extrapolation?: number;
}

const kinds = {
  axes: "list",
  scales: "list",
  regions: "list",
  extrapolation: "number",
  interpolation: "string",
  coordinates: "string",
  rounding: "string",
  cubicCoefficient: "number",
  cubicSteps: "number",
  excludeOutside: "boolean",
  antialias: "boolean",
} as const;

/**
 * x with the lengths `sizes` along `axes`: pictures `[batch, height, width, channels]` as `[batch, ...sizes, channels]`.
 * The options say what TensorFlow, PyTorch, ONNX's Resize and TensorFlow Lite's RESIZE ops do: by default, linear with half
 * pixels, as `tf.image.resize` and `torch.nn.functional.interpolate`.
 * @throws ShapeError if x lacks an axis or a size is not a whole number above 0; LinnetError if an option is unknown
 */
export function resize(x: Tensor, sizes: readonly number[], options: ResizeOptions = {}): Tensor {
  checkTensor("resize", "x", x);
  checkList("resize", "sizes", sizes, "number");
  checkOptions("resize", options, kinds);
  const { axes = [1, 2], scales, regions, extrapolation = 0, ...resizing } = options;
  const places = axes.map((axis) => (axis < 0 ? axis + x.rank : axis));
  const fits = places.length === sizes.length && places.every((axis) => x.shape[axis] !== undefined);
  if (!fits || !sizes.every((size) => Number.isInteger(size) && size >= 1)) {
    const found = `expected a length of 1 or more for each of the axes [${axes}], got [${sizes}]`;
    throw new ShapeError("resize", found, [["x", x.shape]]);
  }
  const all = places.map((axis, index) => {
    const [from, to] = [x.shape[axis]!, sizes[index]!];
    return {
      axis,
      from,
      to,
      taps: resizeTaps({ ...resizing, from, to, scale: scales?.[index], region: regions?.[index] }),
    };
  });
  // What gets shorter goes first: then there is less to do for the others.
  const ordered = [...all].sort((a, b) => a.to / a.from - b.to / b.from);
  const resized = ordered.reduce(
    (y, { axis, taps }) => (isSame(taps, y.shape[axis]!) ? y : resample(y, axis, taps)),
    x,
  );
  return extrapolation === 0 ? resized : add(resized, filling(resized.rank, all, extrapolation));
}

function isSame(taps: readonly (readonly Tap[])[], length: number): boolean {
  return (
    taps.length === length && taps.every((row, place) => row.length === 1 && row[0]![0] === place && row[0]![1] === 1)
  );
}

/** `value` where an axis has no taps, else 0; of length 1 along the other axes. */
function filling(
  rank: number,
  all: readonly { axis: number; taps: readonly (readonly Tap[])[] }[],
  value: number,
): Tensor {
  const inside = all.reduce(
    (whole, { axis, taps }) => {
      const shape = Array.from({ length: rank }, (_, other) => (other === axis ? taps.length : 1));
      return mul(
        whole,
        Tensor.from(
          Float32Array.from(taps, (row) => Number(row.length > 0)),
          shape,
        ),
      );
    },
    Tensor.from(Float32Array.of(1), []),
  );
  return mul(sub(1, inside), value);
}
