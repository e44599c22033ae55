// Arithmetic-coded JPEGs, which no decoder at hand takes, in Huffman's codes: the same coefficients, so the same pixels.

import { joinBytes } from "../../bytes.js";
import type { ResolvedDecodeOptions } from "../../decodeOptions.js";
import { isFrame, type JpegHeader, readSegments } from "../header.js";
import { arithmeticConditioning, decodeCoefficients, restartInterval } from "./decodeCoefficients.js";
import { huffmanScan } from "./huffmanScan.js";

const EXTENDED_FRAME = 0xc1;

/**
 * A sequential JPEG with the coefficients and the segments of an arithmetic-coded one.
 * @param header its size is within the limits
 * @throws DecodeError as `decodeCoefficients` does
 */
export function recodeJpeg(bytes: Uint8Array, header: JpegHeader, options: ResolvedDecodeOptions): Uint8Array {
  const planes = decodeCoefficients(bytes, header, options);
  const { segments } = readSegments(bytes, options.file);
  const kept = segments
    .filter(({ marker }) => marker !== restartInterval && marker !== arithmeticConditioning)
    .map(({ marker, start, end }) =>
      isFrame(marker)
        ? Uint8Array.of(0xff, EXTENDED_FRAME, ...bytes.subarray(start + 2, end))
        : bytes.subarray(start, end),
    );
  return joinBytes([Uint8Array.of(0xff, 0xd8), ...kept, ...huffmanScan(planes)]);
}
