import type { Window2d } from "../window.js";

/** The window alone of attributes that have more. */
export function windowOf({ strides, padding, dilation }: Window2d): Window2d {
  return { strides, padding, dilation };
}
