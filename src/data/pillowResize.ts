// Resizing as Pillow does it, byte for byte (version 13, src/libImaging/Resample.c and Geometry.c): bytes times whole numbers,
// across and down, rounded to bytes after each.

import type { Picture, PictureSize } from "./picture.js";

/** A filter's weight by the distance from the output center, in output pixels if the picture shrinks. */
export interface PillowFilter {
  /** How far it reaches to either side. */
  readonly support: number;
  readonly weightAt: (distance: number) => number;
}

export const pillowFilters = {
  box: { support: 0.5, weightAt: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0) },
  bilinear: { support: 1, weightAt: (x) => Math.max(0, 1 - Math.abs(x)) },
  hamming: { support: 1, weightAt: (x) => (Math.abs(x) >= 1 ? 0 : sinc(x) * (0.54 + 0.46 * Math.cos(x * Math.PI))) },
  bicubic: { support: 2, weightAt: (x) => keys(Math.abs(x)) },
  lanczos: { support: 3, weightAt: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0) },
} satisfies { readonly [name: string]: PillowFilter };

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** Keys's cubic with a = -0.5. */
function keys(x: number): number {
  if (x < 1) return (1.5 * x - 2.5) * x * x + 1;
  return x < 2 ? ((x - 5) * x + 8) * x * -0.5 + 2 : 0;
}

/** Weights are whole numbers of this many bits behind the point. */
const PRECISION = 22;

/** For each output position along one axis, the first input position and the weights from it on. */
interface Reach {
  readonly firsts: Int32Array;
  readonly counts: Int32Array;
  /** `[position, most]` */
  readonly weights: Int32Array;
  readonly most: number;
}

export function resizeByFilter(picture: Picture, { width, height }: PictureSize, filter: PillowFilter): Picture {
  const across = (one: Picture): Picture => (width === one.width ? one : stretch(one, width, filter));
  const down = (one: Picture): Picture => (height === one.height ? one : squeeze(one, height, filter));
  // Pillow 13 goes down first where the height loses more than twice what the width does.
  const lost = picture.height - height;
  return lost > 0 && lost > (picture.width - width) * 2 ? across(down(picture)) : down(across(picture));
}

/** Across. */
function stretch({ width, height, data }: Picture, to: number, filter: PillowFilter): Picture {
  const { firsts, counts, weights, most } = reachOf(width, to, filter);
  const output = new Uint8ClampedArray(to * height * 3);
  for (let row = 0, place = 0; row < height; row += 1) {
    for (let column = 0; column < to; column += 1, place += 3) {
      const start = (row * width + firsts[column]!) * 3;
      const taps = column * most;
      let [red, green, blue] = [half, half, half];
      for (let tap = 0, from = start; tap < counts[column]!; tap += 1, from += 3) {
        const weight = weights[taps + tap]!;
        red += data[from]! * weight;
        green += data[from + 1]! * weight;
        blue += data[from + 2]! * weight;
      }
      // A clamped array cuts at 0 and 255.
      output[place] = red >> PRECISION;
      output[place + 1] = green >> PRECISION;
      output[place + 2] = blue >> PRECISION;
    }
  }
  return { width: to, height, data: output };
}

/** Down. */
function squeeze({ width, height, data }: Picture, to: number, filter: PillowFilter): Picture {
  const { firsts, counts, weights, most } = reachOf(height, to, filter);
  const rowLength = width * 3;
  const output = new Uint8ClampedArray(rowLength * to);
  const sums = new Int32Array(rowLength);
  for (let row = 0; row < to; row += 1) {
    sums.fill(half);
    for (let tap = 0; tap < counts[row]!; tap += 1) {
      const weight = weights[row * most + tap]!;
      const from = (firsts[row]! + tap) * rowLength;
      for (let index = 0; index < rowLength; index += 1) sums[index]! += data[from + index]! * weight;
    }
    for (let index = 0; index < rowLength; index += 1) output[row * rowLength + index] = sums[index]! >> PRECISION;
  }
  return { width, height: to, data: output };
}

/** A half, so that dropping what is behind the point rounds. */
const half = 1 << (PRECISION - 1);

function reachOf(from: number, to: number, { support, weightAt }: PillowFilter): Reach {
  const scale = from / to;
  const widening = Math.max(scale, 1);
  const reach = support * widening;
  const most = Math.ceil(reach) * 2 + 1;
  const firsts = new Int32Array(to);
  const counts = new Int32Array(to);
  const weights = new Int32Array(to * most);
  for (let position = 0; position < to; position += 1) {
    const center = (position + 0.5) * scale;
    const first = Math.max(Math.trunc(center - reach + 0.5), 0);
    const count = Math.min(Math.trunc(center + reach + 0.5), from) - first;
    const parts = Array.from({ length: count }, (_, tap) => weightAt((tap + first - center + 0.5) * (1 / widening)));
    const total = parts.reduce((sum, part) => sum + part, 0);
    firsts[position] = first;
    counts[position] = count;
    parts.forEach((part, tap) => {
      const scaled = (total === 0 ? part : part / total) * 2 ** PRECISION;
      weights[position * most + tap] = Math.trunc(scaled < 0 ? scaled - 0.5 : scaled + 0.5);
    });
  }
  return { firsts, counts, weights, most };
}

/** The pixel at each output center, whose place is found by adding the scale again and again, as Pillow does: that decides ties. */
export function resizeToNearest(picture: Picture, { width, height }: PictureSize): Picture {
  const columns = nearestPlaces(picture.width, width);
  const rows = nearestPlaces(picture.height, height);
  const data = new Uint8ClampedArray(width * height * 3);
  for (let row = 0, to = 0; row < height; row += 1) {
    for (let column = 0; column < width; column += 1, to += 3) {
      const from = (rows[row]! * picture.width + columns[column]!) * 3;
      data[to] = picture.data[from]!;
      data[to + 1] = picture.data[from + 1]!;
      data[to + 2] = picture.data[from + 2]!;
    }
  }
  return { width, height, data };
}

function nearestPlaces(from: number, to: number): Int32Array {
  const places = new Int32Array(to);
  for (let position = 0, place = from / to / 2; position < to; position += 1, place += from / to)
    places[position] = Math.min(Math.trunc(place), from - 1);
  return places;
}
