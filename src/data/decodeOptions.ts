// What a decoder may be told, and the limits that every format checks before it takes memory for pixels.

import { checkOptions, type OptionKinds } from "../tensor/checkOptions.js";
import { describe } from "../tensor/describe.js";
import { LinnetError } from "../tensor/errors.js";
import { DecodeError } from "./decodeError.js";
import { LONGEST_SIDE } from "./picture.js";

export interface DecodeOptions {
  /** What errors call the picture: its path. Default: `"picture"`. */
  readonly file?: string;
  /** The largest width times height that is decoded; checked in the header, before any pixel is. Default: 64 million. */
  readonly maximumPixels?: number;
  /** Whether the EXIF orientation is applied, so that the picture stands upright. Default: true. */
  readonly applyOrientation?: boolean;
  /**
   * Whether a file that is cut short, or whose checksums are wrong, is read as browsers do: what is missing is black or gray,
   * and a warning says so; WebP is only read whole. Default: false, which refuses it.
   */
  readonly allowTruncated?: boolean;
  /** Told what is wrong with a file that is read nevertheless. Default: nothing is told. */
  readonly onWarning?: (warning: string) => void;
}

/** The options as the decoder of each format takes them. */
export type ResolvedDecodeOptions = Required<DecodeOptions>;

/** Those that can be sent to a thread. */
export type SentDecodeOptions = Pick<ResolvedDecodeOptions, "maximumPixels" | "applyOrientation" | "allowTruncated">;

/** A phone's 8064 x 6048 is below it. */
export const DEFAULT_MAXIMUM_PIXELS = 64e6;

/** Chunks or segments of a file: what is kept of each takes memory. */
export const MOST_PARTS = 100_000;

/** Bytes of a file that are no pixels: profiles, thumbnails, comments. */
export const MOST_METADATA = 64e6;

/** The most that a pixel takes without compression: four samples of 16 bits, and a filter byte a row. */
const BYTES_A_PIXEL = 9;

const kinds: OptionKinds<DecodeOptions> = {
  file: "string",
  maximumPixels: "number",
  applyOrientation: "boolean",
  allowTruncated: "boolean",
  onWarning: "function",
};

/** @throws LinnetError naming an option that is unknown or wrong */
export function resolveDecodeOptions(options: DecodeOptions): ResolvedDecodeOptions {
  checkOptions("decodePicture", options, kinds);
  const { file = "picture", onWarning = () => undefined } = options;
  return { file, onWarning, ...resolveSentOptions(options, "decodePicture") };
}

/** @param where whose options they are @throws LinnetError naming it, if maximumPixels is no number of pixels */
export function resolveSentOptions(options: Partial<SentDecodeOptions>, where: string): SentDecodeOptions {
  const { maximumPixels = DEFAULT_MAXIMUM_PIXELS, applyOrientation = true, allowTruncated = false } = options;
  if (!(maximumPixels >= 1))
    throw new LinnetError(`${where}: expected maximumPixels to be 1 or more, got ${describe(maximumPixels)}`);
  return { maximumPixels, applyOrientation, allowTruncated };
}

/** @throws DecodeError if a header announces no pixels, more than the limit, or a side that is too long */
export function checkPixelLimit(width: number, height: number, options: ResolvedDecodeOptions): void {
  const { file, maximumPixels } = options;
  if (width < 1 || height < 1) throw new DecodeError(file, `the header says ${width} x ${height} pixels`);
  if (width * height > maximumPixels) {
    const found = `${width} x ${height} = ${width * height} pixels`;
    throw new DecodeError(file, `expected at most ${maximumPixels} pixels (maximumPixels), the header says ${found}`);
  }
  if (Math.max(width, height) > LONGEST_SIDE)
    throw new DecodeError(
      file,
      `expected at most ${LONGEST_SIDE} rows and columns, the header says ${width} x ${height}`,
    );
}

/** The largest file that is read into memory. */
export function maximumBytes(maximumPixels: number): number {
  return maximumPixels * BYTES_A_PIXEL + MOST_METADATA;
}

/**
 * Goes on with a warning if the options allow it.
 * @param problem what is wrong with the file
 * @throws DecodeError if they do not
 */
export function forgive(problem: string, { file, allowTruncated, onWarning }: ResolvedDecodeOptions): void {
  if (!allowTruncated) throw new DecodeError(file, `${problem} (allowTruncated reads what there is)`);
  onWarning(`${file}: ${problem}`);
}
