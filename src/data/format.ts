// Which format a file has, by its first bytes and never by its name.

/** How many of a file's first bytes `pictureFormat` looks at. */
export const signatureLength = 16;

export type PictureFormat = "jpeg" | "png";

/** The signatures of formats that are no use here, so that an error can name what it found; `?` stands for any byte. */
const otherFormats: readonly (readonly [signature: string, name: string])[] = [
  ["GIF8", "a GIF"],
  ["RIFF????WEBP", "a WebP picture"],
  ["????ftypavif", "an AVIF picture"],
  ["????ftyphei", "a HEIF picture"],
  ["????ftypmif1", "a HEIF picture"],
  ["BM", "a Windows bitmap"],
  ["II*\0", "a TIFF picture"],
  ["MM\0*", "a TIFF picture"],
  ["\0\0\x01\0", "a Windows icon"],
  ["%PDF", "a PDF document"],
  ["PK\x03\x04", "a zip archive"],
  ["\x1f\x8b", "a gzip archive"],
  ["<svg", "an SVG drawing"],
  ["<!DOCTYPE", "an HTML page"],
  ["<html", "an HTML page"],
];

/** The format that a file's first bytes announce, or null if it is neither JPEG nor PNG. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | null {
  if (startsWith(bytes, "\xff\xd8\xff")) return "jpeg";
  if (startsWith(bytes, "\x89PNG\r\n\x1a\n")) return "png";
  return null;
}

/** What a file that is neither JPEG nor PNG seems to be, in words for an error. */
export function describeContent(bytes: Uint8Array): string {
  if (bytes.length === 0) return "an empty file";
  const known = otherFormats.find(([signature]) => startsWith(bytes, signature));
  if (known !== undefined) return known[1];
  const start = bytes.subarray(0, 8);
  const isText = start.every((byte) => byte === 9 || byte === 10 || byte === 13 || (byte >= 32 && byte < 127));
  if (isText) return "text";
  return `a file that starts with ${[...start].map((byte) => byte.toString(16).padStart(2, "0")).join(" ")}`;
}

function startsWith(bytes: Uint8Array, signature: string): boolean {
  if (bytes.length < signature.length) return false;
  return [...signature].every((character, index) => character === "?" || character.charCodeAt(0) === bytes[index]);
}
