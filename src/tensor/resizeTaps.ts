// Which entries of an axis make each entry of a longer or shorter one, and with what weights: TensorFlow's, PyTorch's and ONNX's ways.
// See https://onnx.ai/onnx/operators/onnx__Resize.html for the coordinates.

import { describe } from "./describe.js";
import { LinnetError } from "./errors.js";
import type { Tap } from "./ops/resample.js";

export type Interpolation =
  | ("nearest" | "linear" | "cubic" | "lanczos3" | "lanczos5")
  | ("mitchell" | "gaussian" | "area");

/** How a place of the output becomes one of the input. */
export type CoordinateMode =
  | ("halfPixel" | "halfPixelSymmetric" | "pytorchHalfPixel" | "alignCorners" | "asymmetric")
  | ("tensorflowHalfPixelForNearest" | "cropAndResize");

/** What becomes of the fraction of a place; `halfDown` rounds a half down. */
export type NearestRounding = "halfDown" | "halfUp" | "floor" | "ceil";

export interface AxisResizing {
  /** Default: `linear`. */
  readonly interpolation?: Interpolation;
  /** Default: `halfPixel`, as TensorFlow 2 and PyTorch have it. `area` has no use for it. */
  readonly coordinates?: CoordinateMode;
  /** For `nearest`. Default: `halfUp`, as TensorFlow's with half pixels; ONNX's own default is `halfDown`, PyTorch's is `floor` with `asymmetric`. */
  readonly rounding?: NearestRounding;
  /** For `cubic`: -0.75 as in PyTorch and ONNX, -0.5 as in TensorFlow and Pillow. Default: -0.75. */
  readonly cubicCoefficient?: number;
  /** For `cubic`: fractions are rounded to that many steps, as TensorFlow's table of 1024 has it. Default: none. */
  readonly cubicSteps?: number;
  /** Whether entries beyond the ends do not count; else they are the ends' again. The lanczos, gaussian and mitchell never count them. Default: false. */
  readonly excludeOutside?: boolean;
  /** Whether a shorter axis takes the mean of all that it leaves out. Default: false. */
  readonly antialias?: boolean;
}

export interface ResizedAxis extends AxisResizing {
  readonly from: number;
  readonly to: number;
  /** `to / from`, if it was given otherwise. */
  readonly scale?: number | undefined;
  /** For `cropAndResize`: which part of the axis, from 0 to 1. */
  readonly region?: readonly [start: number, end: number] | undefined;
}

/** The taps of each entry of the output's axis; an entry outside the input, as `cropAndResize` may have, has none. */
export function resizeTaps(axis: ResizedAxis): Tap[][] {
  if (axis.interpolation === "area") return Array.from({ length: axis.to }, (_, place) => areaTaps(place, axis));
  const { coordinates = "halfPixel" } = axis;
  const toInput = entryOf("coordinates", coordinateRules, coordinates)(axis, scaleOf(axis));
  return Array.from({ length: axis.to }, (_, place) => {
    const center = toInput(place);
    if (coordinates === "cropAndResize" && (center < 0 || center > axis.from - 1)) return [];
    return axis.interpolation === "nearest" ? [[nearest(center, axis), 1]] : kernelTaps(center, axis);
  });
}

function entryOf<T>(option: string, table: { readonly [name: string]: T }, name: string): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw new LinnetError(
    `resize: expected ${option} to be one of ${Object.keys(table).join(", ")}, got ${describe(name)}`,
  );
}

function scaleOf({ from, to, scale }: ResizedAxis): number {
  return scale ?? to / from;
}

type Coordinates = (axis: ResizedAxis, scale: number) => (place: number) => number;

const halfPixel: Coordinates = (_, scale) => (place) => (place + 0.5) / scale - 0.5;

const coordinateRules: { readonly [Mode in CoordinateMode]: Coordinates } = {
  halfPixel,
  // The middle stays where it is, though the scale gave no whole length.
  halfPixelSymmetric: ({ from, to }, scale) => {
    const offset = (from / 2) * (1 - to / (from * scale));
    return (place) => offset + (place + 0.5) / scale - 0.5;
  },
  pytorchHalfPixel: (axis, scale) => (axis.to > 1 ? halfPixel(axis, scale) : () => 0),
  alignCorners:
    ({ from, to }) =>
    (place) =>
      to > 1 ? (place * (from - 1)) / (to - 1) : 0,
  asymmetric: (_, scale) => (place) => place / scale,
  tensorflowHalfPixelForNearest: (_, scale) => (place) => (place + 0.5) / scale,
  cropAndResize: ({ from, to, region: [start, end] = [0, 1] }) => {
    const last = from - 1;
    return (place) => (to > 1 ? start * last + (place * (end - start) * last) / (to - 1) : 0.5 * (start + end) * last);
  },
};

const roundings: { readonly [Rounding in NearestRounding]: (value: number) => number } = {
  halfDown: (value) => Math.ceil(value - 0.5),
  halfUp: (value) => Math.floor(value + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

function nearest(center: number, { from, rounding = "halfUp" }: ResizedAxis): number {
  return Math.min(Math.max(entryOf("rounding", roundings, rounding)(center), 0), from - 1);
}

interface Kernel {
  /** It is 0 from there on. */
  readonly radius: number;
  readonly weight: (distance: number) => number;
}

function kernelOf({ interpolation = "linear", cubicCoefficient = -0.75 }: AxisResizing): Kernel {
  return entryOf("interpolation", kernels, interpolation)(cubicCoefficient);
}

const kernels: { readonly [Name in Exclude<Interpolation, "nearest" | "area">]: (coefficient: number) => Kernel } = {
  linear: () => ({ radius: 1, weight: (distance) => 1 - Math.abs(distance) }),
  cubic: (coefficient) => ({ radius: 2, weight: (distance) => cubic(Math.abs(distance), coefficient) }),
  lanczos3: () => ({ radius: 3, weight: (distance) => lanczos(distance, 3) }),
  lanczos5: () => ({ radius: 5, weight: (distance) => lanczos(distance, 5) }),
  mitchell: () => ({ radius: 2, weight: (distance) => mitchell(Math.abs(distance)) }),
  gaussian: () => ({ radius: 1.5, weight: (distance) => Math.exp(-2 * distance * distance) }),
};

/** Keys's cubic convolution (IEEE Transactions on Acoustics, Speech and Signal Processing 29, 1981). */
function cubic(x: number, a: number): number {
  if (x < 1) return ((a + 2) * x - (a + 3)) * x * x + 1;
  return x < 2 ? (((x - 5) * x + 8) * x - 4) * a : 0;
}

function lanczos(x: number, radius: number): number {
  const angle = Math.PI * x;
  return x === 0 ? 1 : (radius * Math.sin(angle) * Math.sin(angle / radius)) / (angle * angle);
}

function mitchell(x: number): number {
  if (x < 1) return ((7 * x - 12) * x * x + 16 / 3) / 6;
  return x < 2 ? (((-7 / 3) * x + 12) * x * x - 20 * x + 32 / 3) / 6 : 0;
}

/** All entries within the kernel's reach, and the weights that it gives them, which sum to 1. */
function kernelTaps(center: number, axis: ResizedAxis): Tap[] {
  const { interpolation = "linear", cubicSteps, antialias = false, from } = axis;
  const { radius, weight } = kernelOf(axis);
  const width = antialias ? Math.max(1, 1 / scaleOf(axis)) : 1;
  const drops = axis.excludeOutside === true || !(interpolation === "linear" || interpolation === "cubic");
  const middle = cubicSteps === undefined ? center : roundedFraction(center, cubicSteps);
  const first = Math.floor(center - radius * width) + 1;
  const last = Math.ceil(center + radius * width) - 1;
  const weights = new Map<number, number>();
  let total = 0;
  for (let index = first; index <= last; index += 1) {
    const inside = Math.min(Math.max(index, 0), from - 1);
    const share = weight((index - middle) / width);
    if (share === 0 || (drops && inside !== index)) continue;
    weights.set(inside, (weights.get(inside) ?? 0) + share);
    total += share;
  }
  return [...weights].map(([index, share]): Tap => [index, share / total]);
}

function roundedFraction(value: number, steps: number): number {
  const whole = Math.floor(value);
  return whole + Math.round((value - whole) * steps) / steps;
}

/** The parts of the entries that lie within the output's share of the axis. */
function areaTaps(place: number, axis: ResizedAxis): Tap[] {
  const step = 1 / scaleOf(axis);
  const [start, end] = [place * step, (place + 1) * step];
  const taps: Tap[] = [];
  for (let index = Math.floor(start); index < Math.min(Math.ceil(end), axis.from); index += 1)
    taps.push([index, (Math.min(index + 1, end) - Math.max(index, start)) / step]);
  return taps;
}
