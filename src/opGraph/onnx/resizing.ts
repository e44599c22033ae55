// Resizing: Resize, and Upsample of older versions.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { type ResizeOptions, resize } from "../../tensor/resize.js";
import type { CoordinateMode, Interpolation, NearestRounding } from "../../tensor/resizeTaps.js";
import type { Shape } from "../../tensor/shape.js";
import { flagOf, numberOf, numbersOf, wordOf } from "../attributes.js";
import { axesOf } from "../functions/axes.js";
import { placeOf } from "../functions/axesInMemory.js";
import { checkSize, madeValue } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { isKnown, shapeOf, tensorValue, toNumbers, toTensor, type Value } from "../value.js";
import { expectInput, type Inputs } from "./inputs.js";

const interpolations: { readonly [mode: string]: Interpolation } = {
  nearest: "nearest",
  linear: "linear",
  bilinear: "linear",
  cubic: "cubic",
};

const coordinates: { readonly [mode: string]: CoordinateMode } = {
  half_pixel: "halfPixel",
  half_pixel_symmetric: "halfPixelSymmetric",
  pytorch_half_pixel: "pytorchHalfPixel",
  align_corners: "alignCorners",
  asymmetric: "asymmetric",
  tf_half_pixel_for_nn: "tensorflowHalfPixelForNearest",
  tf_crop_and_resize: "cropAndResize",
};

const roundings: { readonly [mode: string]: NearestRounding } = {
  round_prefer_floor: "halfDown",
  round_prefer_ceil: "halfUp",
  floor: "floor",
  ceil: "ceil",
};

function named<T>(table: { readonly [name: string]: T }, name: string): T {
  if (Object.hasOwn(table, name)) return table[name]!;
  throw new LinnetError(`expected one of ${Object.keys(table).join(", ")}, got "${name}"`);
}

/** Every pixel along an axis has weights of its own. */
const LONGEST = 2 ** 16;

/** What to do along which axes of the value. */
interface Resizing extends ResizeOptions {
  readonly sizes: Shape;
  readonly axes: readonly number[];
}

function resized(x: Value, { sizes, axes, scales, regions, ...options }: Resizing): Value {
  const shape = shapeOf(x);
  const target = [...shape];
  axes.forEach((axis, index) => {
    target[axis] = sizes[index]!;
  });
  checkSize(target, isKnown(x));
  if (sizes.some((size) => size > LONGEST)) throw new LinnetError(`expected at most ${LONGEST} pixels along an axis`);
  const value = x.on === "tensor" ? x : tensorValue(toTensor(x), x.type);
  // What stays as it is needs no weights.
  const moved = axes.flatMap((axis, index) => (sizes[index] === shape[axis] && regions === undefined ? [] : [index]));
  if (moved.length === 0) return x;
  const pick = <T>(list: readonly T[] | undefined): T[] | undefined => list && moved.map((index) => list[index]!);
  const [ownScales, ownRegions] = [pick(scales), pick(regions)];
  const tensor = resize(value.tensor, pick(sizes)!, {
    ...options,
    axes: moved.map((index) => placeOf(value.axes, axes[index]!)),
    ...(ownScales && { scales: ownScales }),
    ...(ownRegions && { regions: ownRegions }),
  });
  return madeValue(tensor, x.type, value.axes);
}

/** As before opset 11: places are divided by the scale, and the nearest is the one before. */
function plain(x: Value, node: GraphNode, scales: readonly number[]): Value {
  const shape = shapeOf(x);
  if (scales.length !== shape.length) throw new LinnetError(`expected ${shape.length} scales, got ${scales.length}`);
  return resized(x, {
    axes: shape.map((_, axis) => axis),
    sizes: shape.map((length, axis) => Math.floor(length * scales[axis]!)),
    scales,
    interpolation: named(interpolations, wordOf(node, "mode", "nearest")),
    coordinates: "asymmetric",
    rounding: "floor",
  });
}

const upsample: OpFunction = (inputs, node) => {
  const scales = numbersOf(node, "scales") ?? legacyScales(node) ?? toNumbers(expectInput(inputs, 1), "scales");
  return [plain(expectInput(inputs, 0), node, scales)];
};

/** Opset 1 names the two scales of pictures. */
function legacyScales(node: GraphNode): readonly number[] | null {
  if (node.attributes.height_scale === undefined) return null;
  return [1, 1, numberOf(node, "height_scale"), numberOf(node, "width_scale")];
}

const resizeOp: OpFunction = (inputs, node, { opset }) => {
  const x = expectInput(inputs, 0);
  if (opset < 11) return [plain(x, node, toNumbers(expectInput(inputs, 1), "scales"))];
  const shape = shapeOf(x);
  const axes = axesOf(numbersOf(node, "axes") ?? shape.map((_, axis) => axis), shape.length);
  const lengths = axes.map((axis) => shape[axis]!);
  const mode = named(coordinates, wordOf(node, "coordinate_transformation_mode", "half_pixel"));
  const regions = mode === "cropAndResize" ? regionsFrom(inputs, axes.length) : undefined;
  return [
    resized(x, {
      axes,
      ...sizesFrom(inputs, node, lengths),
      ...(regions && { regions, extrapolation: numberOf(node, "extrapolation_value", 0) }),
      interpolation: named(interpolations, wordOf(node, "mode", "nearest")),
      coordinates: mode,
      rounding: named(roundings, wordOf(node, "nearest_mode", "round_prefer_floor")),
      cubicCoefficient: numberOf(node, "cubic_coeff_a", -0.75),
      excludeOutside: flagOf(node, "exclude_outside", false),
      antialias: flagOf(node, "antialias", false),
    }),
  ];
};

function optionalNumbers(inputs: Inputs, index: number, name: string): readonly number[] | null {
  const input = inputs[index] ?? null;
  const numbers = input === null ? [] : toNumbers(input, name);
  return numbers.length === 0 ? null : numbers;
}

function regionsFrom(inputs: Inputs, count: number): (readonly [number, number])[] {
  const roi = optionalNumbers(inputs, 1, "roi") ?? [];
  if (roi.length !== 2 * count) throw new LinnetError(`expected roi to have ${2 * count} numbers, got ${roi.length}`);
  return Array.from({ length: count }, (_, index) => [roi[index]!, roi[count + index]!]);
}

function sizesFrom(inputs: Inputs, node: GraphNode, lengths: Shape): Pick<Resizing, "sizes" | "scales"> {
  const scales = optionalNumbers(inputs, 2, "scales");
  const wanted = optionalNumbers(inputs, 3, "sizes");
  const given = scales ?? wanted;
  if (given?.length !== lengths.length)
    throw new LinnetError(`expected ${lengths.length} scales or sizes, got ${given?.length ?? "none"}`);
  if (scales !== null) return { scales, sizes: lengths.map((length, index) => Math.floor(length * scales[index]!)) };
  const policy = wordOf(node, "keep_aspect_ratio_policy", "stretch");
  if (policy === "stretch") return { sizes: given };
  const ratios = lengths.map((length, index) => given[index]! / length);
  const ratio = policy === "not_larger" ? Math.min(...ratios) : Math.max(...ratios);
  return { scales: lengths.map(() => ratio), sizes: lengths.map((length) => Math.floor(length * ratio + 0.5)) };
}

export const resizing: { readonly [op: string]: OpFunction } = { Resize: resizeOp, Upsample: upsample };
