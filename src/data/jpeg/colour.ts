// YCbCr to RGB with libjpeg's integers (jdcolor.c; the equations are those of JFIF 1.02, page 3).

const fixedBits = 16;
const half = 1 << (fixedBits - 1);
const fixed = (value: number): number => Math.round(value * (1 << fixedBits));

/** What a chroma value from 0 to 255 adds, one table a term; the green terms are added before they are rounded. */
const redOfCr = table((centred) => (fixed(1.402) * centred + half) >> fixedBits);
const blueOfCb = table((centred) => (fixed(1.772) * centred + half) >> fixedBits);
const greenOfCb = table((centred) => -fixed(0.344136286) * centred + half);
const greenOfCr = table((centred) => -fixed(0.714136286) * centred);

function table(term: (centred: number) => number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, value) => term(value - 128));
}

/** Interleaves three planes of the same size, turning them from YCbCr to RGB. */
export function ycbcrToRgb(luma: Uint8Array, cb: Uint8Array, cr: Uint8Array): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray(luma.length * 3);
  for (let pixel = 0, to = 0; pixel < luma.length; pixel += 1, to += 3) {
    const y = luma[pixel]!;
    const blue = cb[pixel]!;
    const red = cr[pixel]!;
    rgb[to] = y + redOfCr[red]!;
    rgb[to + 1] = y + ((greenOfCb[blue]! + greenOfCr[red]!) >> fixedBits);
    rgb[to + 2] = y + blueOfCb[blue]!;
  }
  return rgb;
}
