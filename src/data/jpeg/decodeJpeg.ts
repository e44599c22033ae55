// JPEG files: jpeg-js undoes the coding and the transform; sampling and colour are finished here, as libjpeg does them.

import { decode as decodeWithJpegJs } from "jpeg-js";
import { joinBytes } from "../bytes.js";
import { checkPixels, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { turnUpright } from "../exif.js";
import type { Picture } from "../picture.js";
import { ycbcrToRgb } from "./colour.js";
import { type JpegHeader, readJpegHeader } from "./header.js";
import { filterRepeated, isFiltered } from "./upsample.js";

/** @throws DecodeError, or whatever jpeg-js throws on corrupt data */
export function decodeJpeg(bytes: Uint8Array, options: ResolvedDecodeOptions): Picture {
  const header = readJpegHeader(bytes, options.file);
  checkPixels(header.width, header.height, options);
  const samples = decodeWithJpegJs(essentialBytes(bytes, header), {
    useTArray: true,
    formatAsRGBA: false,
    // The components as they are stored: for three of them, YCbCr with its chroma samples repeated.
    colorTransform: false,
    // `maximumPixels` has been checked; jpeg-js takes about 20 bytes a pixel.
    maxResolutionInMP: Number.POSITIVE_INFINITY,
    maxMemoryUsageInMB: Number.POSITIVE_INFINITY,
  }).data;
  const { width, height, colour } = header;
  const data = colour === "ycbcr" ? finishColour(samples, header) : samples;
  return options.applyOrientation ? turnUpright({ width, height, data }, header.orientation) : { width, height, data };
}

/** `data` holds every component at the picture's size, with samples repeated; it becomes the result. */
function finishColour(data: Uint8Array, { width, height, components }: JpegHeader): Uint8ClampedArray {
  const mostAcross = Math.max(...components.map(({ horizontal }) => horizontal));
  const mostDown = Math.max(...components.map(({ vertical }) => vertical));
  for (const [channel, { horizontal, vertical }] of components.entries()) {
    const stretch = { across: mostAcross / horizontal, down: mostDown / vertical };
    if (isFiltered(stretch, width)) filterRepeated({ width, height, data }, channel, stretch);
  }
  return ycbcrToRgb(data);
}

/** Adobe's segment (APP14), version 100, with this colour transform as its last byte. */
const adobeSegment = (transform: number): number[] => [
  ...[0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform],
];

/**
 * The file with its tables, frame and scans alone. So jpeg-js meets no malformed application data, cannot be told to
 * convert three components itself, and accepts four without Adobe's segment, which it then takes as Pillow does: inverted.
 */
function essentialBytes(bytes: Uint8Array, { tables, scanStart, colour }: JpegHeader): Uint8Array {
  const adobe = colour === "cmyk" ? adobeSegment(0) : colour === "ycck" ? adobeSegment(2) : [];
  return joinBytes([Uint8Array.of(0xff, 0xd8, ...adobe), ...tables, bytes.subarray(scanStart)]);
}
