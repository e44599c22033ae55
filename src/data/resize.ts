// Resizing as PyTorch (align_corners=False) and TensorFlow 2 do it: pixel centres lie at half pixels.

import { LinnetError } from "../tensor/errors.js";
import { checkSize, type Picture, type PictureSize } from "./picture.js";

/**
 * - `bilinear`: the four nearest pixels of each output centre, however far the reduction (`torch.nn.functional.interpolate`,
 *   `tf.image.resize`);
 * - `antialias`: a triangle as wide as the reduction (Pillow's BILINEAR, `antialias=True` in the others);
 * - `nearest`: the pixel that the output centre falls in (PyTorch's `nearest-exact`, Pillow's NEAREST).
 */
export type ResizeMethod = "bilinear" | "antialias" | "nearest";

/** The methods by name, for messages and checks. */
export const resizeMethods: readonly ResizeMethod[] = ["bilinear", "antialias", "nearest"];

/** For each output position along one axis, the input positions that it is a weighted mean of. */
interface Taps {
  /** Input positions and their weights, `count` an output position; unused places have weight 0. */
  readonly positions: Int32Array;
  readonly weights: Float32Array;
  readonly count: number;
}

/**
 * The picture at another size, without keeping its proportions; values are rounded once, at the end.
 * @throws LinnetError where the size is not of whole pixels
 */
export function resize(picture: Picture, size: PictureSize, method: ResizeMethod = "bilinear"): Picture {
  checkSize("resize", size);
  const { width, height } = size;
  if (width === picture.width && height === picture.height) return picture;
  const across = tapsFor(picture.width, width, method);
  const down = tapsFor(picture.height, height, method);
  const rows = resizeRows(picture, across, width, down.positions);
  const data = new Uint8ClampedArray(width * height * 3);
  const rowLength = width * 3;
  const sums = new Float32Array(rowLength);
  for (let row = 0; row < height; row += 1) {
    sums.fill(0);
    for (let tap = row * down.count; tap < (row + 1) * down.count; tap += 1) {
      const weight = down.weights[tap]!;
      const from = down.positions[tap]! * rowLength;
      for (let index = 0; index < rowLength; index += 1) sums[index]! += weight * rows[from + index]!;
    }
    // A clamped array rounds to the nearest and clamps.
    data.set(sums, row * rowLength);
  }
  return { width, height, data };
}

/** Every row that is needed at the new width, `[height, width, 3]`; the others stay 0. */
function resizeRows(picture: Picture, taps: Taps, width: number, needed: Int32Array): Float32Array {
  const { positions, weights, count } = taps;
  const { data } = picture;
  const result = new Float32Array(picture.height * width * 3);
  for (const row of new Set(needed)) {
    const rowStart = row * picture.width * 3;
    let to = row * width * 3;
    for (let column = 0; column < width; column += 1, to += 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let tap = column * count; tap < (column + 1) * count; tap += 1) {
        const weight = weights[tap]!;
        const from = rowStart + positions[tap]! * 3;
        red += weight * data[from]!;
        green += weight * data[from + 1]!;
        blue += weight * data[from + 2]!;
      }
      result[to] = red;
      result[to + 1] = green;
      result[to + 2] = blue;
    }
  }
  return result;
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

/** The triangle filter: weight `1 - |distance| / support` from the output centre, made to sum to 1 within the picture. */
function triangleTaps(from: number, to: number, support: number): Taps {
  const scale = from / to;
  return collectTaps(to, Math.ceil(support) * 2 + 1, (position) => {
    const centre = scale * (position + 0.5);
    const first = Math.max(Math.trunc(centre - support + 0.5), 0);
    const end = Math.min(Math.trunc(centre + support + 0.5), from);
    const taps: [position: number, weight: number][] = [];
    for (let place = first; place < end; place += 1) {
      const weight = 1 - Math.abs(place + 0.5 - centre) / support;
      if (weight > 0) taps.push([place, weight]);
    }
    const total = taps.reduce((sum, [, weight]) => sum + weight, 0);
    return taps.map(([place, weight]) => [place, weight / total]);
  });
}

function collectTaps(length: number, most: number, tapsAt: (position: number) => [number, number][]): Taps {
  const all = Array.from({ length }, (_, position) => tapsAt(position));
  const count = Math.min(most, Math.max(...all.map((taps) => taps.length)));
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
