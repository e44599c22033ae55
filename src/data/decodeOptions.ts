// What a decoder may be told, and the one check that every format makes before it decodes.

import { DecodeError } from "./decodeError.js";

export interface DecodeOptions {
  /** What errors call the picture: its path. Default: `"picture"`. */
  readonly file?: string;
  /** The largest width times height that is decoded; checked in the header, before any pixel is. Default: 40 million. */
  readonly maximumPixels?: number;
  /** Whether the EXIF orientation is applied, so that the picture stands upright. Default: true. */
  readonly applyOrientation?: boolean;
}

/** The options as the decoder of each format takes them. */
export type ResolvedDecodeOptions = Required<DecodeOptions>;

export function resolveDecodeOptions({ file, maximumPixels, applyOrientation }: DecodeOptions): ResolvedDecodeOptions {
  return {
    file: file ?? "picture",
    maximumPixels: maximumPixels ?? 40e6,
    applyOrientation: applyOrientation ?? true,
  };
}

/** @throws DecodeError if a header announces no pixels, or more than the limit */
export function checkPixels(width: number, height: number, { file, maximumPixels }: ResolvedDecodeOptions): void {
  if (width < 1 || height < 1) throw new DecodeError(file, `the header says ${width} x ${height} pixels`);
  if (width * height > maximumPixels) {
    const found = `${width} x ${height} = ${width * height} pixels`;
    throw new DecodeError(file, `expected at most ${maximumPixels} pixels (maximumPixels), the header says ${found}`);
  }
}
