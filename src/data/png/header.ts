// The header of a PNG, and how its pixels lie in the inflated data (PNG specification, 11.2.2 and chapter 8).

import { DecodeError } from "../decodeError.js";
import type { PictureSize } from "../picture.js";

export interface PngHeader extends PictureSize {
  /** Bits a sample. */
  readonly depth: number;
  readonly colorType: ColorType;
  readonly isInterlaced: boolean;
}

/** 0 gray, 2 RGB, 3 palette, 4 gray and alpha, 6 RGBA. */
type ColorType = 0 | 2 | 3 | 4 | 6;

interface ColorKind {
  readonly samples: number;
  readonly depths: readonly number[];
}

/** Table 11.1. */
const colorKinds: { readonly [Type in ColorType]: ColorKind } = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
};

const HEADER_LENGTH = 13;

/** @throws DecodeError naming the file, if the specification does not allow it */
export function parseHeader(body: Uint8Array, file: string): PngHeader {
  if (body.length !== HEADER_LENGTH)
    throw new DecodeError(file, `expected a PNG header of ${HEADER_LENGTH} bytes, found ${body.length}`);
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const [depth, colorType, compression, filter, interlacing] = body.subarray(8) as unknown as readonly number[];
  if (!isColorType(colorType!) || !colorKinds[colorType].depths.includes(depth!))
    throw new DecodeError(file, `the PNG's header says color type ${colorType} of ${depth} bits, which there is not`);
  if (compression !== 0 || filter !== 0 || interlacing! > 1)
    throw new DecodeError(
      file,
      `the PNG's header says compression ${compression}, filters ${filter}, interlacing ${interlacing}: there are 0, 0, and 0 or 1`,
    );
  const [width, height] = [view.getUint32(0), view.getUint32(4)];
  return { width, height, depth: depth!, colorType, isInterlaced: interlacing === 1 };
}

function isColorType(value: number): value is ColorType {
  return Object.hasOwn(colorKinds, value);
}

/** Samples of a pixel. */
export function samplesOf({ colorType }: PngHeader): number {
  return colorKinds[colorType].samples;
}

/** Every `across`-th pixel of every `down`-th row, beginning at `left` and `top`. */
export interface Pass extends PictureSize {
  readonly left: number;
  readonly top: number;
  readonly across: number;
  readonly down: number;
  /** Of a row, without its filter byte. */
  readonly rowBytes: number;
}

const wholePicture = [[0, 0, 1, 1]] as const;

/** Adam7 (section 8.2). */
const adam7 = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

/** The passes that have pixels, in order. */
export function passesOf(header: PngHeader): Pass[] {
  const bits = samplesOf(header) * header.depth;
  return (header.isInterlaced ? adam7 : wholePicture)
    .map(([left, top, across, down]): Pass => {
      const width = Math.ceil((header.width - left) / across);
      const height = Math.ceil((header.height - top) / down);
      return { left, top, across, down, width, height, rowBytes: Math.ceil((width * bits) / 8) };
    })
    .filter(({ width, height }) => width > 0 && height > 0);
}

/** Bytes of the inflated data: the rows of all passes, each behind its filter byte. */
export function inflatedLength(passes: readonly Pass[]): number {
  return passes.reduce((sum, { height, rowBytes }) => sum + height * (1 + rowBytes), 0);
}
