// How a picture is read at any place.

import type { FillMode } from "./fillMode.js";

/** How places between pixels and outside the picture are read. */
export interface Sampling {
  readonly fillMode: FillMode;
  /** What is outside if `fillMode` is `constant`. */
  readonly cval: number;
  /** The order of the spline between pixels: 0 the nearest pixel, 1 bilinear, 2 to 5 smoother. */
  readonly interpolationOrder: number;
}
