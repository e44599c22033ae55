// YCbCr to RGB with libjpeg's integers (jdcolor.c; the equations are those of JFIF 1.02, page 3).

const fixedBits = 16;
const half = 1 << (fixedBits - 1);
const fixed = (value: number): number => Math.round(value * (1 << fixedBits));

/** What a chroma value from 0 to 255 adds, one table a term; the green terms are added before they are rounded. */
const redOfCr = table((centered) => (fixed(1.402) * centered + half) >> fixedBits);
const blueOfCb = table((centered) => (fixed(1.772) * centered + half) >> fixedBits);
const greenOfCb = table((centered) => -fixed(0.344136286) * centered + half);
const greenOfCr = table((centered) => -fixed(0.714136286) * centered);

function table(term: (centered: number) => number): Int32Array {
  return Int32Array.from({ length: 256 }, (_, value) => term(value - 128));
}

/** Turns interleaved samples from YCbCr to RGB in place, and returns them as a view that clamps. */
export function ycbcrToRgb(samples: Uint8Array): Uint8ClampedArray {
  const rgb = new Uint8ClampedArray(samples.buffer, samples.byteOffset, samples.length);
  for (let pixel = 0; pixel < rgb.length; pixel += 3) {
    const luma = rgb[pixel]!;
    const blue = rgb[pixel + 1]!;
    const red = rgb[pixel + 2]!;
    rgb[pixel] = luma + redOfCr[red]!;
    rgb[pixel + 1] = luma + ((greenOfCb[blue]! + greenOfCr[red]!) >> fixedBits);
    rgb[pixel + 2] = luma + blueOfCb[blue]!;
  }
  return rgb;
}
