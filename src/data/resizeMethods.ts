// The ways to resize a picture by their names, for files and for `resize`.

/**
 * - `bilinear`: the four nearest pixels of each output center, however far the reduction (`torch.nn.functional.interpolate`,
 *   `tf.image.resize`);
 * - `antialias`: a triangle as wide as the reduction (Pillow's BILINEAR, `antialias=True` in the others);
 * - `nearest`: the pixel that the output center falls in (PyTorch's `nearest-exact`, Pillow's NEAREST).
 */
export type ResizeMethod = "bilinear" | "antialias" | "nearest";

/** The methods by name, for messages and checks. */
export const resizeMethods: readonly ResizeMethod[] = ["bilinear", "antialias", "nearest"];
