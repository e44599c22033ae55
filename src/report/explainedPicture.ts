// A photograph with a network's answer and heat map, and both as one picture.

import type { Picture } from "../data/picture.js";

/** How much each place speaks for the class: 0 or more, `[height, width]`, with no upper limit. */
interface HeatValues {
  readonly width: number;
  readonly height: number;
  readonly values: ArrayLike<number>;
}

export interface ExplainedPicture {
  readonly file: string;
  /** As the network takes it. */
  readonly picture: Picture;
  /** The index of its label's class; `predicted` is the network's. */
  readonly truth: number;
  readonly predicted: number;
  /** The probability of the predicted class. */
  readonly confidence: number;
  readonly heat: HeatValues;
}

/** The opacity of the most heat. */
const OPACITY = 0.65;

/** The photograph under its heat, from yellow to red as more speaks for the class; places without heat stay unchanged. */
export function heatOverlay({ picture, heat }: Pick<ExplainedPicture, "picture" | "heat">): Picture {
  const { width, height, data } = picture;
  const hottest = Math.max(...Array.from(heat.values)) || 1;
  const mixed = new Uint8Array(data.length);
  for (let y = 0; y < height; y += 1) {
    for (let x = 0; x < width; x += 1) {
      const warmth = valueAt(heat, (x + 0.5) / width, (y + 0.5) / height) / hottest;
      const color = [255, 220 * (1 - warmth), 0] as const;
      const start = (y * width + x) * 3;
      for (let channel = 0; channel < 3; channel += 1) {
        const before = data[start + channel]!;
        mixed[start + channel] = Math.round(before + OPACITY * warmth * (color[channel]! - before));
      }
    }
  }
  return { width, height, data: mixed };
}

/** Interpolated between the four nearest places, at a fraction of the width and of the height. */
function valueAt({ width, height, values }: HeatValues, across: number, down: number): number {
  const x = Math.min(Math.max(across * width - 0.5, 0), width - 1);
  const y = Math.min(Math.max(down * height - 0.5, 0), height - 1);
  const [left, top] = [Math.floor(x), Math.floor(y)];
  const [right, bottom] = [Math.min(left + 1, width - 1), Math.min(top + 1, height - 1)];
  const row = (line: number): number =>
    values[line * width + left]! * (1 - (x - left)) + values[line * width + right]! * (x - left);
  return row(top) * (1 - (y - top)) + row(bottom) * (y - top);
}
