// Pictures and options of the fixtures that Keras made, as linnet has them.

import type { Picture } from "../../src/data/index.js";
import type { FixtureTensor } from "./kerasFixture.js";

export function pictureOf({ shape, values }: FixtureTensor): Picture {
  const [height = 0, width = 0] = shape;
  return { width, height, data: Uint8Array.from(values) };
}

/** `shear_range` as `shearRange`. */
export function camelCase<T>(options: { readonly [name: string]: unknown }): T {
  const name = (snake: string) => snake.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [name(key), value])) as T;
}
