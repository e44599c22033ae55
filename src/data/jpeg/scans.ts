// The scans of a JPEG (ITU T.81, annex B.2), walked over before anything is decoded: how many there are, and whether they hold
// enough for the pixels that the header announces.

import { DecodeError } from "../decodeError.js";
import { forgive, type ResolvedDecodeOptions } from "../decodeOptions.js";
import { endOfImage, isFrame, type JpegHeader, SECOND_FRAME, startOfScan } from "./header.js";

/** Encoders write 10 or so of a progressive JPEG, and 20 where they search for the smallest file. */
const MOST_SCANS = 100;

/** A scan costs time for every pixel, however few bytes it has: so many times the pixels that are allowed may be passed over. */
const MOST_PASSES = 32;

/**
 * Of arithmetic coding, so many pixels may take no bytes at all, and beyond them a byte has so many at most. Photographs that
 * were made ten times as wide and saved at quality 1 have 1000.
 */
const FREE_PIXELS = 2 ** 23;
const PIXELS_A_BYTE = 2 ** 11;

export const isRestart = (marker: number): boolean => marker >= 0xd0 && marker <= 0xd7;

export interface Scans {
  /** Behind the marker that ends the picture, or at the end of a file that is cut short. */
  readonly end: number;
  /** Whether there is less of it than there should be. */
  readonly isCut: boolean;
}

/**
 * @throws DecodeError if there is a second frame header or are too many scans; if the file is cut short, unless that is
 * forgiven
 */
export function checkScans(bytes: Uint8Array, header: JpegHeader, options: ResolvedDecodeOptions): Scans {
  const { file, maximumPixels } = options;
  const { scans, coded, end, isWhole } = walk(bytes, header.scanStart, file);
  const pixels = header.width * header.height;
  if (scans > MOST_SCANS || scans * pixels > MOST_PASSES * maximumPixels) {
    const most = Math.min(MOST_SCANS, Math.floor((MOST_PASSES * maximumPixels) / pixels));
    throw new DecodeError(file, `expected a JPEG of ${pixels} pixels to have at most ${most} scans, found ${scans}`);
  }
  const least = leastBytes(header);
  if (coded < least) {
    const size = `${header.width} x ${header.height}`;
    forgive(`the JPEG is cut short: ${size} pixels take ${least} bytes or more, its scans have ${coded}`, options);
  } else if (!isWhole) {
    forgive(`the JPEG is cut short: it ends at byte ${bytes.length}, before the marker of its end (EOI)`, options);
  }
  return { end, isCut: coded < least || !isWhole };
}

interface Walked {
  readonly scans: number;
  /** Bytes of coded pixels. */
  readonly coded: number;
  readonly end: number;
  /** Whether the file has the marker of its end. */
  readonly isWhole: boolean;
}

function walk(bytes: Uint8Array, start: number, file: string): Walked {
  let [scans, coded] = [0, 0];
  for (const { marker, bodyEnd, next } of segmentsFrom(bytes, start)) {
    if (marker === endOfImage) return { scans, coded, end: bodyEnd, isWhole: true };
    if (isFrame(marker)) throw new DecodeError(file, SECOND_FRAME);
    if (marker !== startOfScan) continue;
    scans += 1;
    coded += Math.max(0, next - bodyEnd);
  }
  return { scans, coded, end: bytes.length, isWhole: false };
}

interface Walkable {
  readonly marker: number;
  /** Where its marker begins, what follows marker and length, and where that ends. */
  readonly start: number;
  readonly body: Uint8Array;
  readonly bodyEnd: number;
  /** Where the next marker begins; what is before that is the coded pixels of a scan. */
  readonly next: number;
}

/** From marker to marker, to the end of the picture or of the file: in coded pixels 0xff is followed by 0, or by a restart marker. */
export function* segmentsFrom(bytes: Uint8Array, start: number): Generator<Walkable> {
  for (let at = start; at < bytes.length - 1; ) {
    const marker = bytes[at + 1]!;
    const isSegment = marker >= 0xc0 && !isRestart(marker) && marker !== endOfImage;
    const length = isSegment ? ((bytes[at + 2] ?? 0) << 8) | (bytes[at + 3] ?? 0) : 0;
    const bodyEnd = at + 2 + length;
    const next = nextMarker(bytes, bodyEnd);
    yield { marker, start: at, body: bytes.subarray(at + 4, bodyEnd), bodyEnd, next };
    if (marker === endOfImage) return;
    at = next;
  }
}

function nextMarker(bytes: Uint8Array, start: number): number {
  for (let at = start; ; at += 1) {
    at = bytes.indexOf(0xff, at);
    if (at < 0) return bytes.length;
    const marker = bytes[at + 1];
    if (marker === undefined || (marker !== 0 && marker !== 0xff && !isRestart(marker))) return at;
  }
}

/**
 * A code has a bit at least. A block has two in a baseline JPEG; in a progressive one, one for its mean. What is coded
 * arithmetically may take no bits at all, if it is expected: that is for pictures of one color, up to a size.
 */
function leastBytes({ width, height, components, isProgressive, isArithmetic }: JpegHeader): number {
  if (isArithmetic) return Math.max(0, Math.ceil((width * height - FREE_PIXELS) / PIXELS_A_BYTE));
  const across = Math.max(...components.map(({ horizontal }) => horizontal));
  const down = Math.max(...components.map(({ vertical }) => vertical));
  const blocks = components.map(({ horizontal, vertical }) => {
    const [columns, rows] = [Math.ceil((width * horizontal) / across), Math.ceil((height * vertical) / down)];
    return Math.ceil(columns / 8) * Math.ceil(rows / 8);
  });
  const bits = blocks.reduce((sum, count) => sum + count, 0) * (isProgressive ? 1 : 2);
  return Math.ceil(bits / 8);
}
