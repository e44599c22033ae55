// How layers make pictures larger or smaller, by Keras's names: what tf.image.resize does.

import { entryByName } from "../tensor/entryByName.js";
import type { ResizeOptions } from "../tensor/resize.js";

export type PictureInterpolation = "nearest" | "bilinear" | "bicubic" | "lanczos3" | "lanczos5";

interface NamedInterpolation {
  readonly name: PictureInterpolation;
  readonly options: ResizeOptions;
}

const interpolations: { readonly [Name in PictureInterpolation]: NamedInterpolation } = {
  nearest: { name: "nearest", options: { interpolation: "nearest" } },
  bilinear: { name: "bilinear", options: { interpolation: "linear" } },
  // TensorFlow takes the weights from a table of 1024 places.
  bicubic: {
    name: "bicubic",
    options: { interpolation: "cubic", cubicCoefficient: -0.5, cubicSteps: 1024, excludeOutside: true },
  },
  lanczos3: { name: "lanczos3", options: { interpolation: "lanczos3" } },
  lanczos5: { name: "lanczos5", options: { interpolation: "lanczos5" } },
};

/** @param where whose interpolation it is, such as `Resizing` @throws LinnetError if the name is unknown */
export function pictureInterpolation(where: string, name: PictureInterpolation): NamedInterpolation {
  return entryByName(`${where}: interpolation`, interpolations, name);
}

/** The same where pixels that a smaller picture leaves out count too; only `nearest` has no such. */
export function antialiased({ name, options }: NamedInterpolation): ResizeOptions {
  const { cubicSteps: _, ...exact } = options;
  return name === "nearest" ? options : { ...exact, antialias: true, excludeOutside: true };
}
