// SVG to PNG, by resvg in WebAssembly (https://github.com/yisibl/resvg-js), with the letters of DejaVu Sans.

import { readPackageFile } from "../platform/index.js";

const FONT = "DejaVu Sans";
const FONT_FILE = "@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2";

export interface PngOptions {
  /** Pixels of the picture for each of the drawing; 2. */
  readonly scale?: number;
}

/** The drawing as the bytes of a PNG file. The library and its font are loaded at the first call. */
export async function svgToPng(svg: string, { scale = 2 }: PngOptions = {}): Promise<Uint8Array> {
  library ??= loadLibrary();
  const { Resvg, fontBuffers } = await library;
  const font = { fontBuffers, defaultFontFamily: FONT, sansSerifFamily: FONT };
  const renderer = new Resvg(svg, { font, fitTo: { mode: "zoom", value: scale } });
  try {
    const image = renderer.render();
    const bytes = image.asPng();
    image.free();
    return bytes;
  } finally {
    renderer.free();
  }
}

/** Kept, since the WebAssembly module may be started only once. */
let library: ReturnType<typeof loadLibrary> | null = null;

async function loadLibrary() {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  const [wasm, font] = await Promise.all([
    readPackageFile("@resvg/resvg-wasm/index_bg.wasm"),
    readPackageFile(FONT_FILE),
  ]);
  await initWasm(new Uint8Array(wasm));
  return { Resvg, fontBuffers: [font] };
}
