// How the sums of a matrix product are dealt out to threads.

export interface Tiling {
  /** Rows of sums that a thread makes, each four columns wide. */
  readonly rowsEach: number;
  /** Threads of a workgroup side by side, along the columns and along the rows. */
  readonly acrossColumns: number;
  readonly acrossRows: number;
  /** Threads that share the depth of one tile. */
  readonly slices: number;
}

/** Enough for a large GPU to hide the time of its reads: 132 multiprocessors with 256 threads each. */
const MANY_THREADS = 1 << 15;
const MOST_THREADS = 256;
const USUAL_THREADS = 64;
const MOST_ACROSS = 8;
const MOST_ROWS = 4;
/** A slice of fewer steps is not worth its part of the sum. */
const SHORTEST_SLICE = 16;
/** Vectors in the 16 KiB of workgroup memory that every WebGPU device has. */
const SHARED_VECTORS = 1024;

interface ProductSize {
  readonly rows: number;
  /** Columns, in fours. */
  readonly columnLanes: number;
  readonly depth: number;
}

export function tilingFor({ rows, columnLanes, depth }: ProductSize): Tiling {
  let rowsEach = rows * columnLanes >= 2 * MOST_ROWS * MANY_THREADS ? 2 * MOST_ROWS : MOST_ROWS;
  while (
    rowsEach > 1 &&
    (rowsEach > rows || Math.ceil(rows / rowsEach) * columnLanes * depth < MANY_THREADS * SHORTEST_SLICE)
  )
    rowsEach /= 2;
  const tileRows = Math.ceil(rows / rowsEach);
  let slices = 1;
  while (tileRows * columnLanes * slices < MANY_THREADS && depth / (2 * slices) >= SHORTEST_SLICE && slices < 64)
    slices *= 2;
  const acrossColumns = Math.ceil(columnLanes / Math.ceil(columnLanes / Math.min(MOST_ACROSS, MOST_THREADS / slices)));
  const room = Math.min(slices === 1 ? USUAL_THREADS : MOST_THREADS, SHARED_VECTORS / rowsEach);
  const acrossRows = Math.max(1, Math.min(tileRows, Math.floor(room / (acrossColumns * slices))));
  return { rowsEach, acrossColumns, acrossRows, slices };
}
