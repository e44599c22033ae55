// Resizing as PyTorch (align_corners=False) and TensorFlow 2 do it: pixel centers lie at half pixels. Pillow's ways are in
// `pillowResize.ts`.

import { entryByName } from "../tensor/entryByName.js";
import { checkPicture, checkSize, type Picture, type PictureSize } from "./picture.js";
import { type PillowFilter, pillowFilters, resizeByFilter, resizeToNearest } from "./pillowResize.js";
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
 * The picture at another size, without keeping its proportions; its bytes are rounded once, at the end, but for Pillow's
 * ways.
 * @param method Default: `bilinear`
 * @throws LinnetError if the size is not of whole pixels, or the picture or the method is none
 */
export function resize(picture: Picture, size: PictureSize, method: ResizeMethod = "bilinear"): Picture {
  checkPicture("resize", picture);
  checkSize("resize", size);
  const way = entryByName("resize: method", ways, method);
  const { width, height } = size;
  if (width === picture.width && height === picture.height) return picture;
  return way(picture, { width, height });
}

type Way = (picture: Picture, size: PictureSize) => Picture;

/** The taps along one axis, from one length to another. */
type TapsFor = (from: number, to: number) => Taps;

const ways: { readonly [Method in ResizeMethod]: Way } = {
  bilinear: byTaps((from, to) => triangleTaps(from, to, 1)),
  antialias: byTaps((from, to) => triangleTaps(from, to, Math.max(from / to, 1))),
  nearest: byTaps(nearestTaps),
  area: byTaps(areaTaps),
  bicubic: byTaps(cubicTaps),
  pillowNearest: resizeToNearest,
  pillowBilinear: byFilter(pillowFilters.bilinear),
  pillowBicubic: byFilter(pillowFilters.bicubic),
  pillowLanczos: byFilter(pillowFilters.lanczos),
  pillowBox: byFilter(pillowFilters.box),
  pillowHamming: byFilter(pillowFilters.hamming),
};

function byFilter(filter: PillowFilter): Way {
  return (picture, size) => resizeByFilter(picture, size, filter);
}

function byTaps(tapsFor: TapsFor): Way {
  return (picture, { width, height }) =>
    blend(picture, tapsFor(picture.width, width), tapsFor(picture.height, height), { width, height });
}

function blend(picture: Picture, across: Taps, down: Taps, { width, height }: PictureSize): Picture {
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

/** The pixel that the output center falls in, in float32 as TensorFlow has it: that decides ties. */
function nearestTaps(from: number, to: number): Taps {
  const scale = Math.fround(from / to);
  return collectTaps(to, 1, (position) => [[Math.min(Math.floor(Math.fround((position + 0.5) * scale)), from - 1), 1]]);
}

/** The share of each pixel that the output pixel covers. */
function areaTaps(from: number, to: number): Taps {
  const scale = from / to;
  return collectTaps(to, Math.ceil(scale) + 1, (position) => {
    const [start, end] = [position * scale, (position + 1) * scale];
    const taps: [position: number, weight: number][] = [];
    for (let place = Math.floor(start); place < Math.min(Math.ceil(end), from); place += 1)
      taps.push([place, (Math.min(place + 1, end) - Math.max(place, start)) / scale]);
    return taps;
  });
}

/**
 * Keys's cubic with a = -0.5 over four pixels, at the nearest 1024th of a pixel, as in TensorFlow's table; what is outside the
 * picture counts nothing.
 */
function cubicTaps(from: number, to: number): Taps {
  return collectTaps(to, 4, (position) => {
    const center = (position + 0.5) * (from / to) - 0.5;
    const first = Math.floor(center) - 1;
    const tabled = Math.round(center * 1024) / 1024;
    const places = [first, first + 1, first + 2, first + 3].filter((place) => place >= 0 && place < from);
    const weights = places.map((place) => pillowFilters.bicubic.weightAt(place - tabled));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return places.map((place, tap) => [place, weights[tap]! / total]);
  });
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
