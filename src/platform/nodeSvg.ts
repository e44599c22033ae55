// SVG to PNG in Node, by resvg in WebAssembly (https://github.com/yisibl/resvg-js), with the font DejaVu Sans.

import { readFile } from "node:fs/promises";
import { packageFile } from "./packageFile.js";

const FONT = "DejaVu Sans";

export async function drawWithResvg(svg: string, scale: number): Promise<Uint8Array> {
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

/** Kept, because the WebAssembly module may be started only once. */
let library: ReturnType<typeof loadLibrary> | null = null;

async function loadLibrary() {
  const { initWasm, Resvg } = await import("@resvg/resvg-wasm");
  const [wasm, font] = await Promise.all([
    readFile(packageFile("@resvg/resvg-wasm/index_bg.wasm")),
    readFile(packageFile("@fontsource/dejavu-sans/files/dejavu-sans-latin-400-normal.woff2")),
  ]);
  await initWasm(new Uint8Array(wasm));
  return { Resvg, fontBuffers: [new Uint8Array(font)] };
}
