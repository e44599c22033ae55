// Makes the checksums of a zip's stored entries right again, whatever was changed in them.

import { crc32 } from "node:zlib";

const LISTED = [0x50, 0x4b, 1, 2];

export function withZipChecksums(bytes: Uint8Array): Uint8Array {
  const repaired = Buffer.from(bytes);
  let place = repaired.indexOf(Buffer.from(LISTED));
  for (; place >= 0 && place + 46 <= repaired.length; place = repaired.indexOf(Buffer.from(LISTED), place + 46)) {
    const [size, start] = [repaired.readUInt32LE(place + 20), repaired.readUInt32LE(place + 42)];
    if (repaired.readUInt16LE(place + 10) !== 0 || start + 30 > repaired.length) continue;
    const dataStart = start + 30 + repaired.readUInt16LE(start + 26) + repaired.readUInt16LE(start + 28);
    repaired.writeUInt32LE(crc32(repaired.subarray(dataStart, dataStart + size)), place + 16);
  }
  return new Uint8Array(repaired);
}
