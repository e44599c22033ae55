// A picture that is painted shape over shape.

import type { Picture } from "../picture.js";
import type { ShapeDistance } from "./shapes.js";

/** Red, green and blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** Where a shape's coordinates lie on the canvas: turned about a center, and scaled. */
export interface Placement {
  /** In pixels. */
  readonly centerX: number;
  readonly centerY: number;
  /** Pixels a unit. */
  readonly scale: number;
  /** In radians, clockwise. */
  readonly angle: number;
  /** How much narrower than high: a head that is turned aside. */
  readonly narrowing: number;
}

const BLOCK = 8;
/** Further from a block's center than its corners, for distances that grow up to half as fast again as they should. */
const BLOCK_REACH = 10;

export class Canvas {
  readonly #size: number;
  readonly #values: Float32Array;

  constructor(size: number) {
    this.#size = size;
    this.#values = new Float32Array(size * size * 3);
  }

  /** Sets every pixel, from its place in 0 to 1. */
  fill(colorAt: (x: number, y: number) => Color): void {
    this.#each((x, y, pixel) => {
      const color = colorAt(x / this.#size, y / this.#size);
      for (let channel = 0; channel < 3; channel += 1) this.#values[pixel + channel] = color[channel]!;
    });
  }

  /** Paints a shape; its edge is one pixel wide. Blocks that its distance at their center shows to be empty are passed over. */
  paint(
    shape: ShapeDistance,
    color: Color,
    { centerX, centerY, scale, angle, narrowing }: Placement,
    opacity = 1,
  ): void {
    const [cosine, sine] = [Math.cos(angle), Math.sin(angle)];
    const pixelsTo = (px: number, py: number): number => {
      const [x, y] = [px - centerX, py - centerY];
      return scale * shape((cosine * x + sine * y) / (scale * narrowing), (cosine * y - sine * x) / scale);
    };
    for (let top = 0; top < this.#size; top += BLOCK) {
      for (let left = 0; left < this.#size; left += BLOCK) {
        if (pixelsTo(left + BLOCK / 2, top + BLOCK / 2) > BLOCK_REACH) continue;
        for (let y = top; y < Math.min(top + BLOCK, this.#size); y += 1) {
          for (let x = left; x < Math.min(left + BLOCK, this.#size); x += 1) {
            const cover = opacity * Math.min(Math.max(0.5 - pixelsTo(x + 0.5, y + 0.5), 0), 1);
            if (cover > 0) this.#blend((y * this.#size + x) * 3, color, cover);
          }
        }
      }
    }
  }

  #blend(pixel: number, color: Color, cover: number): void {
    for (let channel = 0; channel < 3; channel += 1) {
      const before = this.#values[pixel + channel]!;
      this.#values[pixel + channel] = before + cover * (color[channel]! - before);
    }
  }

  /** Multiplies every pixel by a light, from its place in 0 to 1, and adds grain. */
  light(brightnessAt: (x: number, y: number) => Color, grain: () => number): void {
    this.#each((x, y, pixel) => {
      const brightness = brightnessAt(x / this.#size, y / this.#size);
      const noise = grain();
      for (let channel = 0; channel < 3; channel += 1) {
        this.#values[pixel + channel] = this.#values[pixel + channel]! * brightness[channel]! + noise;
      }
    });
  }

  toPicture(): Picture {
    return { width: this.#size, height: this.#size, data: Uint8ClampedArray.from(this.#values) };
  }

  #each(visit: (x: number, y: number, pixel: number) => void): void {
    for (let y = 0, pixel = 0; y < this.#size; y += 1) {
      for (let x = 0; x < this.#size; x += 1, pixel += 3) visit(x + 0.5, y + 0.5, pixel);
    }
  }
}
