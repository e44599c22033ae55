// What the browser does with pictures: it decodes those that linnet does not, inflates PNGs and writes them.

import type { DecodedPixels, Platform } from "./platform.js";

/** Of files that are cut short alone, which jpeg-js does not take: the browser corrects colors, and smooths chroma in its own way. */
export const decodeJpeg: Platform["decodeJpeg"] = async (bytes, isCut) =>
  isCut ? { pixels: await decodeInPage(bytes, "image/jpeg"), warnings: [] } : null;

export const decodeWebp: Platform["decodeWebp"] = (bytes) => decodeInPage(bytes, "image/webp").catch(() => null);

export const decodeShown: Platform["decodeShown"] = (bytes, type) => decodeInPage(bytes, type).catch(() => null);

/** The pixels of any file that the browser can show, upright if the file says how. */
async function decodeInPage(bytes: Uint8Array, type: string): Promise<DecodedPixels> {
  const bitmap = await createImageBitmap(new Blob([new Uint8Array(bytes)], { type }), {
    colorSpaceConversion: "none",
    premultiplyAlpha: "none",
  });
  const { width, height } = bitmap;
  const context = new OffscreenCanvas(width, height).getContext("2d", { willReadFrequently: true });
  if (context === null) throw new Error("the browser gave no canvas");
  context.drawImage(bitmap, 0, 0);
  bitmap.close();
  return context.getImageData(0, 0, width, height);
}

export const inflate: Platform["inflate"] = async (bytes, limit) => {
  const data = new Uint8Array(limit);
  const reader = new Blob([new Uint8Array(bytes)]).stream().pipeThrough(new DecompressionStream("deflate")).getReader();
  let length = 0;
  let fault: string | null = null;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const wanted = value.subarray(0, limit - length);
      data.set(wanted, length);
      length += wanted.length;
      if (wanted.length < value.length) break;
    }
  } catch (error) {
    fault = error instanceof Error ? error.message : String(error);
  }
  await reader.cancel().catch(() => undefined);
  return { data: data.subarray(0, length), fault };
};

export const encodePng: Platform["encodePng"] = async ({ width, height, data }) => {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d");
  if (context === null) throw new Error("the browser gave no canvas");
  const pixels = context.createImageData(width, height);
  for (let pixel = 0; pixel < width * height; pixel += 1) {
    for (let channel = 0; channel < 3; channel += 1) pixels.data[4 * pixel + channel] = data[3 * pixel + channel]!;
    pixels.data[4 * pixel + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: "image/png" })).arrayBuffer());
};
