// SVG to PNG: by resvg in Node, by the browser in a page.

import { drawSvg } from "../platform/index.js";
import { checkArgument } from "../tensor/checkArgument.js";
import { checkOptions } from "../tensor/checkOptions.js";

export interface PngOptions {
  /** Pixels of the picture per pixel of the drawing. Default: 2. */
  readonly scale?: number;
}

/** The bytes of a PNG file. In Node, the library and its font are loaded at the first call. */
export async function svgToPng(svg: string, options: PngOptions = {}): Promise<Uint8Array> {
  checkArgument("svgToPng", "svg", svg, "string");
  checkOptions("svgToPng", options, { scale: "number" });
  const { scale = 2 } = options;
  return drawSvg(svg, scale);
}
