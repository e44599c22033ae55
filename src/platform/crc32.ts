// The checksum of PNG's chunks (annex D of its specification) and of zip's entries: CRC-32, reflected, polynomial 0xedb88320.

const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let remainder = byte;
  for (let bit = 0; bit < 8; bit += 1) remainder = remainder & 1 ? (remainder >>> 1) ^ 0xedb88320 : remainder >>> 1;
  return remainder;
});

export function crc32(bytes: Uint8Array): number {
  let remainder = 0xffffffff;
  for (let place = 0; place < bytes.length; place += 1)
    remainder = (remainder >>> 8) ^ table[(remainder ^ bytes[place]!) & 0xff]!;
  return (remainder ^ 0xffffffff) >>> 0;
}
