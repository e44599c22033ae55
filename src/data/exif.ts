// The orientation of a photograph: the one tag of EXIF that changes pixels (EXIF 2.3, section 4.6.4, tag 0x0112).

import { dropAlpha, type Picture } from "./picture.js";

const orientationTag = 0x0112;

/** Where a pixel of the upright picture is taken from: `transposed` first exchanges rows and columns. */
interface Turn {
  readonly transposed: boolean;
  readonly flipRows: boolean;
  readonly flipColumns: boolean;
}

/** By the tag's values 1 to 8; 1 needs no turn. */
const turns: readonly Turn[] = [
  { transposed: false, flipRows: false, flipColumns: false },
  { transposed: false, flipRows: false, flipColumns: true },
  { transposed: false, flipRows: true, flipColumns: true },
  { transposed: false, flipRows: true, flipColumns: false },
  { transposed: true, flipRows: false, flipColumns: false },
  { transposed: true, flipRows: true, flipColumns: false },
  { transposed: true, flipRows: true, flipColumns: true },
  { transposed: true, flipRows: false, flipColumns: true },
];

/** How an entry of a TIFF directory holds its number, by its type: BYTE, SHORT, LONG. */
const numberTypes: { readonly [type: number]: (view: DataView, at: number, isLittle: boolean) => number } = {
  1: (view, at) => view.getUint8(at),
  3: (view, at, isLittle) => view.getUint16(at, isLittle),
  4: (view, at, isLittle) => view.getUint32(at, isLittle),
};

/** The orientation 1 to 8 that a TIFF block holds (JPEG's APP1 after `Exif\0\0`, PNG's eXIf); 1 if it holds none. */
export function readOrientation(tiff: Uint8Array): number {
  const view = new DataView(tiff.buffer, tiff.byteOffset, tiff.byteLength);
  if (view.byteLength < 8) return 1;
  const isLittle = view.getUint16(0) === 0x4949;
  const directory = view.getUint32(4, isLittle);
  if (directory + 2 > view.byteLength) return 1;
  const count = view.getUint16(directory, isLittle);
  for (let entry = directory + 2; entry < directory + 2 + count * 12; entry += 12) {
    if (entry + 12 > view.byteLength) return 1;
    if (view.getUint16(entry, isLittle) !== orientationTag) continue;
    const value = numberTypes[view.getUint16(entry + 2, isLittle)]?.(view, entry + 8, isLittle) ?? 1;
    return value >= 1 && value <= 8 ? value : 1;
  }
  return 1;
}

/** Whether what is seen has the stored picture's rows as columns. */
export function isTransposed(orientation: number): boolean {
  return turns[orientation - 1]?.transposed ?? false;
}

/** Columns that are turned together: those that a column of the upright picture takes from are rows of the stored one. */
const TILE = 32;

/** The picture as it should be seen, without its fourth channel: a stored one with this orientation, turned upright. */
export function turnUpright(picture: Picture, orientation: number): Picture {
  const { data: stored } = picture;
  const channels = stored.length / (picture.width * picture.height);
  if (orientation === 1) return channels === 4 ? dropAlpha(picture) : picture;
  const { transposed, flipRows, flipColumns } = turns[orientation - 1]!;
  const rowLength = picture.width * channels;
  const [down, across] = [flipRows ? -rowLength : rowLength, flipColumns ? -channels : channels];
  const start = (flipRows ? stored.length - rowLength : 0) + (flipColumns ? rowLength - channels : 0);
  const [rowStep, columnStep] = transposed ? [across, down] : [down, across];
  const [width, height] = transposed ? [picture.height, picture.width] : [picture.width, picture.height];
  const data = new Uint8Array(width * height * 3);
  for (let left = 0; left < width; left += TILE) {
    const right = Math.min(left + TILE, width);
    for (let row = 0; row < height; row += 1) {
      let from = start + row * rowStep + left * columnStep;
      for (let to = (row * width + left) * 3; to < (row * width + right) * 3; to += 3) {
        data[to] = stored[from]!;
        data[to + 1] = stored[from + 1]!;
        data[to + 2] = stored[from + 2]!;
        from += columnStep;
      }
    }
  }
  return { width, height, data };
}
