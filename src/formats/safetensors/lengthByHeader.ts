// How long a safetensors file is, by what its header says of its tensors' places.

/** @returns null if the bytes do not hold the whole header of such a file */
export function lengthByHeader(first: Uint8Array): number | null {
  if (first.length < LENGTH_BYTES) return null;
  const end = BigInt(LENGTH_BYTES) + new DataView(first.buffer, first.byteOffset).getBigUint64(0, true);
  if (end > first.length) return null;
  const header = new TextDecoder("latin1").decode(first.subarray(LENGTH_BYTES, Number(end)));
  const ends = [...header.matchAll(/"data_offsets"\s*:\s*\[\s*\d+\s*,\s*(\d+)/g)].map(([, last]) => Number(last));
  return Number(end) + Math.max(0, ...ends);
}

const LENGTH_BYTES = 8;
