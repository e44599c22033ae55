// The segments of a JPEG before its first scan (ITU T.81, annex B): size, sampling, color, orientation.

import { DecodeError } from "../decodeError.js";
import { MOST_METADATA, MOST_PARTS } from "../decodeOptions.js";
import { readOrientation } from "../exif.js";

/** What the components of a JPEG mean. */
type JpegColor = "gray" | "ycbcr" | "rgb" | "cmyk" | "ycck";

/** How often a component is sampled, horizontally and vertically, as factors 1 to 4 (T.81, A.1.1). */
interface Sampling {
  readonly id: number;
  readonly horizontal: number;
  readonly vertical: number;
}

export interface JpegHeader {
  readonly width: number;
  readonly height: number;
  readonly components: readonly Sampling[];
  readonly isProgressive: boolean;
  /** Whether its coefficients are coded arithmetically, and not by Huffman's codes. */
  readonly isArithmetic: boolean;
  readonly color: JpegColor;
  /** EXIF's 1 to 8; 1 if the file says nothing. */
  readonly orientation: number;
  /** The segments that a decoder needs: tables and frame, with their markers. */
  readonly tables: readonly Uint8Array[];
  /** Where the first scan begins, at its marker. */
  readonly scanStart: number;
}

export interface Segment {
  readonly marker: number;
  /** Where its marker begins. */
  readonly start: number;
  readonly end: number;
  /** What follows the marker and the length. */
  readonly body: Uint8Array;
}

export const startOfScan = 0xda;
export const endOfImage = 0xd9;
/** Quantization and Huffman tables, the restart interval. */
const tableMarkers: ReadonlySet<number> = new Set([0xdb, 0xc4, 0xdd]);
export const isFrame = (marker: number): boolean =>
  marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
/** Extended and progressive, once for each way of coding. */
const progressiveFrames: ReadonlySet<number> = new Set([0xc2, 0xca]);
const arithmeticFrames: ReadonlySet<number> = new Set([0xc9, 0xca]);
const decodableFrames: ReadonlySet<number> = new Set([0xc0, 0xc1, ...progressiveFrames, ...arithmeticFrames]);

/** What is wrong with a file that would be decoded at another size than was checked. */
export const SECOND_FRAME = "the JPEG has a second frame header";

/** @throws DecodeError naming the file, if the header is cut short or of a kind that cannot be decoded */
export function readJpegHeader(bytes: Uint8Array, file: string): JpegHeader {
  const { segments, scanStart } = readSegments(bytes, file);
  const [frame, second] = segments.filter(({ marker }) => isFrame(marker));
  if (frame === undefined) throw new DecodeError(file, "the JPEG has no frame header before its first scan");
  if (second !== undefined) throw new DecodeError(file, SECOND_FRAME);
  const { width, height, components } = readFrame(frame, file);
  const needed = segments.filter(({ marker }) => tableMarkers.has(marker) || decodableFrames.has(marker));
  return {
    width,
    height,
    components,
    isProgressive: progressiveFrames.has(frame.marker),
    isArithmetic: arithmeticFrames.has(frame.marker),
    color: colorOf(components, segments, file),
    orientation: orientationOf(segments),
    tables: needed.map(({ start, end }) => bytes.subarray(start, end)),
    scanStart,
  };
}

/**
 * The segments before the first scan. As in libjpeg, bytes between two segments that belong to neither are passed over.
 * @throws DecodeError if they are cut short or too many
 */
export function readSegments(bytes: Uint8Array, file: string): { segments: Segment[]; scanStart: number } {
  const segments: Segment[] = [];
  let metadata = 0;
  let offset = 2;
  for (;;) {
    while (
      offset < bytes.length &&
      !(bytes[offset] === 0xff && bytes[offset + 1]! >= 0xc0 && bytes[offset + 1]! < 0xff)
    )
      offset += 1;
    const marker = bytes[offset + 1];
    if (marker === startOfScan) return { segments, scanStart: offset };
    const length = ((bytes[offset + 2] ?? 0) << 8) | (bytes[offset + 3] ?? 0);
    const end = offset + 2 + length;
    if (marker === undefined || marker === endOfImage || length < 2 || end > bytes.length) {
      throw new DecodeError(file, `the JPEG is cut short: it ends at byte ${bytes.length}, before its first scan`);
    }
    segments.push({ marker, start: offset, end, body: bytes.subarray(offset + 4, end) });
    metadata += length;
    if (metadata > MOST_METADATA || segments.length > MOST_PARTS)
      throw new DecodeError(
        file,
        `expected a JPEG of at most ${MOST_METADATA} bytes and ${MOST_PARTS} segments before its pixels, found more`,
      );
    offset = end;
  }
}

function readFrame({ marker, body }: Segment, file: string): Pick<JpegHeader, "width" | "height" | "components"> {
  if (!decodableFrames.has(marker)) {
    const kind = (marker & 3) === 3 ? "lossless" : "hierarchical";
    throw new DecodeError(file, `expected a baseline, extended or progressive JPEG, found a ${kind} one`);
  }
  const [precision = 0, heightHigh = 0, heightLow = 0, widthHigh = 0, widthLow = 0, count = 0] = body;
  if (precision !== 8) throw new DecodeError(file, `expected a JPEG of 8 bits a sample, found ${precision}`);
  if (body.length < 6 + count * 3) throw new DecodeError(file, "the JPEG's frame header is cut short");
  const components = Array.from({ length: count }, (_, index): Sampling => {
    const [id = 0, factors = 0] = body.subarray(6 + index * 3);
    return { id, horizontal: factors >> 4, vertical: factors & 15 };
  });
  for (const { horizontal, vertical } of components) {
    if (horizontal < 1 || horizontal > 4 || vertical < 1 || vertical > 4) {
      throw new DecodeError(file, `expected JPEG sampling factors of 1 to 4, found ${horizontal} x ${vertical}`);
    }
  }
  return { width: (widthHigh << 8) | widthLow, height: (heightHigh << 8) | heightLow, components };
}

/** libjpeg's rule: JFIF means YCbCr, else Adobe's transform flag decides, else the components' names do. */
function colorOf(components: readonly Sampling[], segments: readonly Segment[], file: string): JpegColor {
  const adobe = segments.find(({ marker, body }) => marker === 0xee && startsWith(body, "Adobe") && body.length >= 12);
  const transform = adobe?.body[11];
  switch (components.length) {
    case 1:
      return "gray";
    case 3: {
      if (segments.some(({ marker, body }) => marker === 0xe0 && startsWith(body, "JFIF\0"))) return "ycbcr";
      if (transform !== undefined) return transform === 0 ? "rgb" : "ycbcr";
      return String.fromCharCode(...components.map(({ id }) => id)) === "RGB" ? "rgb" : "ycbcr";
    }
    case 4:
      return transform === 2 ? "ycck" : "cmyk";
    default:
      throw new DecodeError(file, `expected a JPEG of 1, 3 or 4 components, found ${components.length}`);
  }
}

function orientationOf(segments: readonly Segment[]): number {
  const exif = segments.find(({ marker, body }) => marker === 0xe1 && startsWith(body, "Exif\0"));
  return exif === undefined ? 1 : readOrientation(exif.body.subarray(6));
}

function startsWith(body: Uint8Array, text: string): boolean {
  return [...text].every((character, index) => body[index] === character.charCodeAt(0));
}
