// SVG to PNG: by resvg in Node, by the browser in a page.

import { drawSvg } from "../platform/index.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { checkOptions } from "../tensor/checkOptions.js";
import { LinnetError } from "../tensor/errors.js";

export interface PngOptions {
  /** Pixels of the picture per pixel of the drawing. Default: 2. */
  readonly scale?: number;
}

/** The bytes of a PNG file. In Node, the library and its font are loaded at the first call. */
export async function svgToPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  checkArgument("svgToPng", "svg", svg, "string");
  checkOptions("svgToPng", options, { scale: "number" });
  const { scale = 2 } = options;
  if (!(scale > 0 && Number.isFinite(scale)))
    throw new LinnetError(`svgToPng: expected scale to be a number above 0, got ${scale}`);
  try {
    return await drawSvg(svg, scale);
  } catch (error) {
    throw new LinnetError(`svgToPng: the drawing is no SVG (${error instanceof Error ? error.message : error})`);
  }
}
