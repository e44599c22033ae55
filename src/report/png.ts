// SVG to PNG: by resvg in Node, by the browser in a page.

import { drawSvg } from "../platform/index.js";

export interface PngOptions {
  /** Pixels of the picture per pixel of the drawing. Default: 2. */
  readonly scale?: number;
}

/** The bytes of a PNG file. In Node, the library and its font are loaded at the first call. */
export async function svgToPng(svg: string, { scale = 2 }: PngOptions = {}): Promise<Uint8Array> {
  return drawSvg(svg, scale);
}
