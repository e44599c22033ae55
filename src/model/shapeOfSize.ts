// Height and width as one number: apart from what reads open lengths, which pages of linnet's own models do without.

import type { NetworkLoadOptions } from "./inputShapes.js";

/** As an option that is one number for height and width. */
export function shapeOfSize(size: number | undefined): NetworkLoadOptions {
  return size === undefined ? {} : { inputShape: [size, size, null] };
}
