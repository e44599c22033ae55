// Resized pictures kept between epochs, up to a number of bytes.

import type { Picture } from "../picture.js";

export interface PictureCache {
  get(index: number): Picture | undefined;
  /** Whether one more picture of this many bytes may be kept. */
  hasRoom(bytes: number): boolean;
  add(index: number, picture: Picture): void;
}

/**
 * A cache that keeps what comes first and never gives it up: epochs go round the whole set, where dropping the least
 * recently used would drop each picture just before it is asked for.
 */
export function createPictureCache(maximumBytes: number): PictureCache {
  const pictures = new Map<number, Picture>();
  let bytes = 0;
  return {
    get: (index) => pictures.get(index),
    hasRoom: (more) => bytes + more <= maximumBytes,
    add: (index, picture) => {
      if (pictures.has(index) || bytes + picture.data.length > maximumBytes) return;
      pictures.set(index, picture);
      bytes += picture.data.length;
    },
  };
}
