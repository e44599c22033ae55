// Packs buffers into one arena: two may share bytes if they do not live at the same time.

/** A buffer that lives from step `first` to step `last`, both included. */
export interface LivingBuffer<Key> {
  readonly key: Key;
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

interface Placed {
  readonly start: number;
  readonly end: number;
}

/** Places the largest first, each at the lowest offset that is free for its whole life. */
export function packArena<Key>(buffers: readonly LivingBuffer<Key>[]): { offsets: Map<Key, number>; bytes: number } {
  const bySize = [...buffers].sort((a, b) => b.bytes - a.bytes || a.first - b.first);
  const placed: { buffer: LivingBuffer<Key>; range: Placed }[] = [];
  let bytes = 0;
  for (const buffer of bySize) {
    const neighbors = placed.filter(({ buffer: other }) => other.first <= buffer.last && buffer.first <= other.last);
    const start = lowestGap(
      neighbors.map(({ range }) => range),
      buffer.bytes,
    );
    placed.push({ buffer, range: { start, end: start + buffer.bytes } });
    bytes = Math.max(bytes, start + buffer.bytes);
  }
  return { offsets: new Map(placed.map(({ buffer, range }) => [buffer.key, range.start])), bytes };
}

function lowestGap(taken: readonly Placed[], bytes: number): number {
  let start = 0;
  for (const range of [...taken].sort((a, b) => a.start - b.start)) {
    if (range.start - start >= bytes) return start;
    start = Math.max(start, range.end);
  }
  return start;
}
