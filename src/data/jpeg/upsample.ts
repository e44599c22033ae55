// Chroma to full resolution as libjpeg does it ("fancy upsampling", jdsample.c): a triangle filter, 3/4 of the nearer
// sample and 1/4 of the farther. jpeg-js repeats samples instead, which moves colours by half a chroma pixel.

/** One component of a picture, `[height, width]`. */
export interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** How many times a plane is stretched across and down. */
export interface Stretch {
  readonly across: number;
  readonly down: number;
}

/** Whether libjpeg filters at this stretch; every other one repeats samples. */
export function isFiltered({ across, down }: Stretch, planeWidth: number): boolean {
  if (across === 2) return (down === 1 || down === 2) && planeWidth > 2;
  return across === 1 && down === 2;
}

/** The plane at `width` x `height`, two times as wide, as high, or both. Rounding alternates as in libjpeg. */
export function upsample(plane: Plane, { across, down }: Stretch, width: number, height: number): Uint8Array {
  const output = new Uint8Array(width * height);
  const sums = new Int32Array(plane.width);
  for (let row = 0; row < height; row += 1) {
    const target = output.subarray(row * width, (row + 1) * width);
    sumRows(plane, row, down, sums);
    if (across === 2)
      stretchRow(sums, target, down === 2 ? { shift: 4, even: 8, odd: 7 } : { shift: 2, even: 1, odd: 2 });
    else for (let column = 0; column < width; column += 1) target[column] = (sums[column]! + 1 + (row & 1)) >> 2;
  }
  return output;
}

/** The samples of one output row, times 4 where rows are interpolated. */
function sumRows({ width, height, data }: Plane, row: number, down: number, sums: Int32Array): void {
  if (down === 1) {
    sums.set(data.subarray(row * width, (row + 1) * width));
    return;
  }
  const near = row >> 1;
  const far = Math.min(Math.max(row & 1 ? near + 1 : near - 1, 0), height - 1);
  const nearStart = near * width;
  const farStart = far * width;
  for (let column = 0; column < width; column += 1) {
    sums[column] = 3 * data[nearStart + column]! + data[farStart + column]!;
  }
}

interface Rounding {
  readonly shift: number;
  readonly even: number;
  readonly odd: number;
}

function stretchRow(sums: Int32Array, target: Uint8Array, { shift, even, odd }: Rounding): void {
  const last = sums.length - 1;
  for (let column = 0; column < target.length; column += 1) {
    const near = column >> 1;
    const isOdd = (column & 1) === 1;
    const far = isOdd ? Math.min(near + 1, last) : Math.max(near - 1, 0);
    target[column] = (3 * sums[near]! + sums[far]! + (isOdd ? odd : even)) >> shift;
  }
}
