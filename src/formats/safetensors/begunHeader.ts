// The header of a safetensors file of which the first bytes are there, before the file is opened.

import { LENGTH_BYTES } from "./safetensors.js";

export interface BegunHeader {
  /** JSON, not checked; characters beyond ASCII are taken for several. */
  readonly text: string;
  /** Where it ends, in bytes from the beginning of the file. */
  readonly end: number;
}

/** @returns null if the bytes do not hold all of it */
export function readBegunHeader(first: Uint8Array): BegunHeader | null {
  if (first.length < LENGTH_BYTES) return null;
  const length = new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (length > first.length - LENGTH_BYTES) return null;
  const end = LENGTH_BYTES + Number(length);
  return { text: new TextDecoder("latin1").decode(first.subarray(LENGTH_BYTES, end)), end };
}

/** How long the file is, by what its header says of the tensors' places. */
export function lengthByHeader({ text, end }: BegunHeader): number {
  const ends = [...text.matchAll(/"data_offsets"\s*:\s*\[\s*\d+\s*,\s*(\d+)/g)].map(([, last]) => Number(last));
  return end + Math.max(0, ...ends);
}
