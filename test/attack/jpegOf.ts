// Progressive gray JPEGs of any size, over pixels that are all alike: codes of one bit.

interface JpegShape {
  readonly width: number;
  readonly height: number;
  readonly scans: number;
  /** Bytes of pixels in the first scan; every other has some ten. */
  readonly coded: number;
  /** The size that a second frame header says. */
  readonly second?: readonly [width: number, height: number];
  readonly comments?: number;
  /** Whether the pixels are coded arithmetically. */
  readonly isArithmetic?: boolean;
}

const segment = (marker: number, body: readonly number[]): number[] => {
  const length = body.length + 2;
  return [0xff, marker, length >> 8, length & 255, ...body];
};

const frame = (width: number, height: number, marker = 0xc2): number[] =>
  segment(marker, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]);

/** The scan of the means, or of everything else. */
const scan = (isFirst: boolean): number[] => segment(0xda, isFirst ? [1, 1, 0, 0, 0, 0] : [1, 1, 0, 1, 63, 0]);

/** A Huffman table with one code, of one bit: `class` 0 for means, 1 for the rest. */
const table = (tableClass: number, value: number): number[] =>
  segment(0xc4, [tableClass << 4, 1, ...Array.from({ length: 15 }, () => 0), value]);

/** In the scans behind the first, a code and 14 bits pass over 16 thousand blocks and more. */
const LONGEST_RUN = 0xe0;

export function jpegOf({ width, height, scans, coded, second, comments = 0, isArithmetic }: JpegShape): Uint8Array {
  const blocks = Math.ceil(width / 8) * Math.ceil(height / 8);
  const runs = Math.ceil(blocks / 16384) * 2;
  const parts: Uint8Array[] = [
    Uint8Array.of(0xff, 0xd8, ...segment(0xdb, [0, ...Array.from({ length: 64 }, () => 1)])),
    ...Array.from({ length: comments }, () => Uint8Array.from(segment(0xfe, []))),
    Uint8Array.from([
      ...frame(width, height, isArithmetic ? 0xca : 0xc2),
      ...(second === undefined ? [] : frame(...second)),
    ]),
    Uint8Array.from([...table(0, 0), ...table(1, LONGEST_RUN), ...scan(true)]),
    new Uint8Array(coded),
  ];
  for (let place = 1; place < scans; place += 1) parts.push(Uint8Array.from(scan(false)), new Uint8Array(runs));
  parts.push(Uint8Array.of(0xff, 0xd9));
  return new Uint8Array(Buffer.concat(parts));
}
