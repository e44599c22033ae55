// jpeg-js undoes a JPEG's coding and transform; sampling and color are finished here, as libjpeg does them.

import { decode } from "jpeg-js";
import { joinBytes } from "../bytes.js";
import type { Picture } from "../picture.js";
import { ycbcrToRgb } from "./color.js";
import type { JpegHeader } from "./header.js";
import { filterRepeated, isFiltered } from "./upsample.js";

/** @throws whatever jpeg-js throws on corrupt data */
export function decodeWithJpegJs(bytes: Uint8Array, header: JpegHeader): Picture {
  const { width, height, color } = header;
  const samples = decode(essentialBytes(bytes, header), {
    useTArray: true,
    formatAsRGBA: false,
    // The components as they are stored: for three of them, YCbCr with its chroma samples repeated.
    colorTransform: false,
    // The pixels have been counted; jpeg-js takes about 20 bytes for each.
    maxResolutionInMP: Number.POSITIVE_INFINITY,
    maxMemoryUsageInMB: Number.POSITIVE_INFINITY,
  }).data;
  return { width, height, data: color === "ycbcr" ? finishColor(samples, header) : samples };
}

/** `data` holds every component at the picture's size, with samples repeated; it becomes the result. */
function finishColor(data: Uint8Array, { width, height, components }: JpegHeader): Uint8ClampedArray {
  const mostAcross = Math.max(...components.map(({ horizontal }) => horizontal));
  const mostDown = Math.max(...components.map(({ vertical }) => vertical));
  for (const [channel, { horizontal, vertical }] of components.entries()) {
    const stretch = { across: mostAcross / horizontal, down: mostDown / vertical };
    if (isFiltered(stretch, width)) filterRepeated({ width, height, data }, channel, stretch);
  }
  return ycbcrToRgb(data);
}

/** Adobe's segment (APP14), version 100, with this color transform as its last byte. */
const adobeSegment = (transform: number): number[] => [
  ...[0xff, 0xee, 0, 14, 0x41, 0x64, 0x6f, 0x62, 0x65, 0, 100, 0, 0, 0, 0, transform],
];

/**
 * The file with its tables, frame and scans alone. So jpeg-js meets no malformed application data, cannot be told to
 * convert three components itself, and accepts four without Adobe's segment, which it then takes as Pillow does: inverted.
 */
export function essentialBytes(bytes: Uint8Array, { tables, scanStart, color }: JpegHeader): Uint8Array {
  const adobe = color === "cmyk" ? adobeSegment(0) : color === "ycck" ? adobeSegment(2) : [];
  return joinBytes([Uint8Array.of(0xff, 0xd8, ...adobe), ...tables, bytes.subarray(scanStart)]);
}
