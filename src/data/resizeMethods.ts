// The ways to resize a picture by their names, for files, loaders and `resize`.

/** The names that Keras's `load_img` has for Pillow's filters. Keras's default is `nearest`. */
export type Interpolation = "nearest" | "bilinear" | "bicubic" | "lanczos" | "box" | "hamming";

/**
 * By the names of Keras's `image_dataset_from_directory`, which are TensorFlow's ways (`tf.image.resize`), rounded to bytes:
 * - `bilinear`: the four nearest pixels of each output center, however far the reduction (PyTorch's `interpolate` too);
 * - `nearest`: the pixel that the output center falls in (PyTorch's `nearest-exact`);
 * - `area`: the mean of the pixels that the output pixel covers;
 * - `bicubic`: the sixteen nearest pixels.
 *
 * - `antialias`: a triangle as wide as the reduction (`antialias=True` in TensorFlow and PyTorch), rounded once.
 *
 * `pillow...`: the pixels of Pillow, byte for byte, which Keras's `load_img` takes: all but nearest are as wide as the
 * reduction, and rounded after the width and after the height.
 */
export type ResizeMethod =
  | "bilinear"
  | "antialias"
  | "nearest"
  | "area"
  | "bicubic"
  | `pillow${Capitalize<Interpolation>}`;

const methods: { readonly [Method in ResizeMethod]: true } = {
  bilinear: true,
  antialias: true,
  nearest: true,
  area: true,
  bicubic: true,
  pillowNearest: true,
  pillowBilinear: true,
  pillowBicubic: true,
  pillowLanczos: true,
  pillowBox: true,
  pillowHamming: true,
};

/** The methods by name, for messages and checks. */
export const resizeMethods = Object.keys(methods) as readonly ResizeMethod[];

/** The method of each of `load_img`'s names. */
export const methodsOfInterpolations: { readonly [Name in Interpolation]: ResizeMethod } = {
  nearest: "pillowNearest",
  bilinear: "pillowBilinear",
  bicubic: "pillowBicubic",
  lanczos: "pillowLanczos",
  box: "pillowBox",
  hamming: "pillowHamming",
};
