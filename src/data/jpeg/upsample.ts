// Chroma to full resolution as libjpeg does it ("fancy upsampling", jdsample.c): a triangle filter, 3/4 of the nearer
// sample and 1/4 of the farther. jpeg-js repeats samples instead, which moves colors by half a chroma pixel.

/** Three interleaved components, `[height, width, 3]`. */
export interface Samples {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** How many times a component is stretched across and down. */
export interface Stretch {
  readonly across: number;
  readonly down: number;
}

/** One component before it is stretched, `[height, width]`. */
interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
}

/** Whether libjpeg filters at this stretch; every other one repeats samples, as jpeg-js does. */
export function isFiltered({ across, down }: Stretch, width: number): boolean {
  if (across === 2) return (down === 1 || down === 2) && Math.ceil(width / 2) > 2;
  return across === 1 && down === 2;
}

/** Replaces a component whose samples are repeated by one whose samples are filtered. Rounding alternates as in libjpeg. */
export function filterRepeated(samples: Samples, channel: number, stretch: Stretch): void {
  const plane = unrepeated(samples, channel, stretch);
  const { across, down } = stretch;
  const sums = new Int32Array(plane.width);
  for (let row = 0; row < samples.height; row += 1) {
    const rowStart = row * samples.width * 3 + channel;
    const target = samples.data.subarray(rowStart, rowStart + samples.width * 3 - channel);
    sumRows(plane, row, down, sums);
    if (across === 1)
      for (let column = 0; column < plane.width; column += 1) target[column * 3] = (sums[column]! + 1 + (row & 1)) >> 2;
    else if (down === 1) stretchRow(sums, target, 2, 1, 2);
    else stretchRow(sums, target, 4, 8, 7);
  }
}

/** Every `across`-th sample of every `down`-th row: the component as it was stored. */
function unrepeated(samples: Samples, channel: number, { across, down }: Stretch): Plane {
  const width = Math.ceil(samples.width / across);
  const height = Math.ceil(samples.height / down);
  const data = new Uint8Array(width * height);
  for (let row = 0, to = 0; row < height; row += 1) {
    let from = row * down * samples.width * 3 + channel;
    for (let column = 0; column < width; column += 1, to += 1, from += across * 3) data[to] = samples.data[from]!;
  }
  return { width, height, data };
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

/** Two outputs a sum, three bytes apart; `even` and `odd` are what is added before each is shifted. */
function stretchRow(sums: Int32Array, target: Uint8Array, shift: number, even: number, odd: number): void {
  const last = sums.length - 1;
  let previous = sums[0]!;
  for (let place = 0, to = 0; place <= last; place += 1, to += 6) {
    const current = sums[place]!;
    const next = place < last ? sums[place + 1]! : current;
    target[to] = (3 * current + previous + even) >> shift;
    if (to + 3 < target.length) target[to + 3] = (3 * current + next + odd) >> shift;
    previous = current;
  }
}
