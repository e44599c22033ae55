// Resizing as PyTorch (align_corners=False) and TensorFlow 2 do it: pixel centers lie at half pixels.

import { LinnetError } from "../tensor/errors.js";
import { checkSize, type Picture, type PictureSize } from "./picture.js";
import type { ResizeMethod } from "./resizeMethods.js";

/** For each output position along one axis, the input positions that it is a weighted mean of. */
interface Taps {
  /** Input positions and their weights, `count` an output position; unused places have weight 0. */
  readonly positions: Int32Array;
  readonly weights: Float32Array;
  /** Even, for they are taken two by two: a loop of one pair costs half of a loop of two. */
  readonly count: number;
}

/**
 * The picture at another size, without keeping its proportions; values are rounded once, at the end.
 * @throws LinnetError if the size is not of whole pixels
 */
export function resize(picture: Picture, size: PictureSize, method: ResizeMethod = "bilinear"): Picture {
  checkSize("resize", size);
  const { width, height } = size;
  if (width === picture.width && height === picture.height) return picture;
  const across = tapsFor(picture.width, width, method);
  const down = tapsFor(picture.height, height, method);
  const rowAt = rowsAtWidth(picture, across, { width, kept: down.count });
  const data = new Uint8ClampedArray(width * height * 3);
  const sums = new Float32Array(width * 3);
  for (let row = 0; row < height; row += 1) {
    sums.fill(0);
    for (let tap = 0; tap < down.count; tap += 2) {
      const place = row * down.count + tap;
      const [first, second] = [rowAt(down.positions[place]!), rowAt(down.positions[place + 1]!)];
      addBlend(sums, first, second, [down.weights[place]!, down.weights[place + 1]!]);
    }
    // A clamped array rounds to the nearest and clamps.
    data.set(sums, row * width * 3);
  }
  return { width, height, data };
}

function addBlend(
  to: Float32Array,
  first: Float32Array,
  second: Float32Array,
  [a, b]: readonly [first: number, second: number],
): void {
  for (let index = 0; index < to.length; index += 1) to[index]! += a * first[index]! + b * second[index]!;
}

/** Gives a picture's rows at another width. The last few are kept, since neighboring output rows are made of them. */
function rowsAtWidth(
  picture: Picture,
  taps: Taps,
  { width, kept }: { readonly width: number; readonly kept: number },
): (row: number) => Float32Array {
  const rows = Array.from({ length: kept }, () => ({ row: -1, values: new Float32Array(width * 3) }));
  return (row) => {
    const place = rows[row % kept]!;
    if (place.row !== row) {
      stretchRow(picture, row, taps, place.values);
      place.row = row;
    }
    return place.values;
  };
}

function stretchRow(
  { width, data }: Picture,
  row: number,
  { positions, weights, count }: Taps,
  to: Float32Array,
): void {
  const start = row * width * 3;
  for (let index = 0, tap = 0; index < to.length; index += 3) {
    let red = 0;
    let green = 0;
    let blue = 0;
    for (const end = tap + count; tap < end; tap += 2) {
      const weight = weights[tap]!;
      const nextWeight = weights[tap + 1]!;
      const from = start + positions[tap]! * 3;
      const next = start + positions[tap + 1]! * 3;
      red += weight * data[from]! + nextWeight * data[next]!;
      green += weight * data[from + 1]! + nextWeight * data[next + 1]!;
      blue += weight * data[from + 2]! + nextWeight * data[next + 2]!;
    }
    to[index] = red;
    to[index + 1] = green;
    to[index + 2] = blue;
  }
}

function tapsFor(from: number, to: number, method: ResizeMethod): Taps {
  const scale = from / to;
  switch (method) {
    case "nearest":
      return collectTaps(to, 1, (position) => [[Math.min(Math.floor((position + 0.5) * scale), from - 1), 1]]);
    case "bilinear":
      return triangleTaps(from, to, 1);
    case "antialias":
      return triangleTaps(from, to, Math.max(scale, 1));
    default:
      throw new LinnetError(
        `resize: expected method bilinear, antialias or nearest, got ${String(method satisfies never)}`,
      );
  }
}

/** The triangle filter: weight `1 - |distance| / support` from the output center, made to sum to 1 within the picture. */
function triangleTaps(from: number, to: number, support: number): Taps {
  const scale = from / to;
  return collectTaps(to, Math.ceil(support) * 2 + 1, (position) => {
    const center = scale * (position + 0.5);
    const first = Math.max(Math.trunc(center - support + 0.5), 0);
    const end = Math.min(Math.trunc(center + support + 0.5), from);
    const taps: [position: number, weight: number][] = [];
    for (let place = first; place < end; place += 1) {
      const weight = 1 - Math.abs(place + 0.5 - center) / support;
      if (weight > 0) taps.push([place, weight]);
    }
    const total = taps.reduce((sum, [, weight]) => sum + weight, 0);
    return taps.map(([place, weight]) => [place, weight / total]);
  });
}

function collectTaps(length: number, most: number, tapsAt: (position: number) => [number, number][]): Taps {
  const all = Array.from({ length }, (_, position) => tapsAt(position));
  const longest = Math.min(most, Math.max(...all.map((taps) => taps.length)));
  const count = 2 * Math.ceil(longest / 2);
  const positions = new Int32Array(length * count);
  const weights = new Float32Array(length * count);
  all.forEach((taps, position) => {
    for (let tap = 0; tap < count; tap += 1) {
      // A place that is not used repeats the first position, so that no other row is asked for.
      const [place, weight] = taps[tap] ?? [taps[0]![0], 0];
      positions[position * count + tap] = place;
      weights[position * count + tap] = weight;
    }
  });
  return { positions, weights, count };
}
