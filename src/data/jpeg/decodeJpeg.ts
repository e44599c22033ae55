// JPEG files: jpeg-js undoes the coding and the transform; sampling and colour are finished here, as libjpeg does them.

import { decode as decodeWithJpegJs } from "jpeg-js";
import { joinBytes } from "../bytes.js";
import { checkPixels, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { turnUpright } from "../exif.js";
import type { Picture } from "../picture.js";
import { ycbcrToRgb } from "./colour.js";
import { type JpegHeader, readJpegHeader } from "./header.js";
import { isFiltered, type Plane, upsample } from "./upsample.js";

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

function finishColour(samples: Uint8Array, header: JpegHeader): Uint8ClampedArray {
  const [luma, cb, cr] = [0, 1, 2].map((channel) => fullPlane(samples, header, channel));
  return ycbcrToRgb(luma!, cb!, cr!);
}

/** One component at the picture's size. `samples` holds every component at that size, with samples repeated. */
function fullPlane(samples: Uint8Array, { width, height, components }: JpegHeader, channel: number): Uint8Array {
  const { horizontal, vertical } = components[channel]!;
  const across = Math.max(...components.map((one) => one.horizontal)) / horizontal;
  const down = Math.max(...components.map((one) => one.vertical)) / vertical;
  const planeWidth = Math.ceil(width / across);
  if (!isFiltered({ across, down }, planeWidth)) return takePlane(samples, width, height, channel, 1, 1).data;
  return upsample(takePlane(samples, width, height, channel, across, down), { across, down }, width, height);
}

/** Every `across`-th sample of every `down`-th row of one of three interleaved channels. */
function takePlane(
  samples: Uint8Array,
  width: number,
  height: number,
  channel: number,
  across: number,
  down: number,
): Plane {
  const planeWidth = Math.ceil(width / across);
  const planeHeight = Math.ceil(height / down);
  const data = new Uint8Array(planeWidth * planeHeight);
  let to = 0;
  for (let row = 0; row < planeHeight; row += 1) {
    const rowStart = row * down * width * 3 + channel;
    for (let column = 0; column < planeWidth; column += 1) {
      data[to] = samples[rowStart + column * across * 3]!;
      to += 1;
    }
  }
  return { width: planeWidth, height: planeHeight, data };
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
