// Which format a file has, by its first bytes and never by its name.

import { describe } from "../tensor/describe.js";
import { DecodeError } from "./decodeError.js";

/** How many of a file's first bytes `pictureFormat` looks at. */
export const signatureLength = 16;

export type PictureFormat = "jpeg" | "png" | "webp" | "heic" | "avif";

const signatures: { readonly [Format in PictureFormat]: readonly string[] } = {
  jpeg: ["\xff\xd8\xff"],
  png: ["\x89PNG\r\n\x1a\n"],
  webp: ["RIFF????WEBP"],
  heic: ["????ftyphei", "????ftyphev", "????ftypmif1", "????ftypmsf1"],
  avif: ["????ftypavi"],
};

const saveAsJpeg = "save it as JPEG, as photo programs, `sips -s format jpeg` on a Mac and `heif-convert` do";

/** The formats that not every machine decodes: what to do where that is so. Null: every machine does. */
export const unreadable: { readonly [Format in PictureFormat]: string | null } = {
  jpeg: null,
  png: null,
  webp: null,
  heic: `a HEIC photograph, for which there is no decoder here: ${saveAsJpeg}`,
  avif: `an AVIF picture, for which there is no decoder here: ${saveAsJpeg}`,
};

/** The signatures of formats that are no use here, so that an error can name what it found; `?` stands for any byte. */
const otherFormats: readonly (readonly [signature: string, name: string])[] = [
  ["GIF8", "a GIF"],
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

/** The format that a file's first bytes announce, or null if it is none of them. */
export function pictureFormat(bytes: Uint8Array): PictureFormat | null {
  const formats = Object.keys(signatures) as PictureFormat[];
  return formats.find((format) => signatures[format].some((signature) => startsWith(bytes, signature))) ?? null;
}

/** @throws DecodeError unless these are bytes */
export function checkBytes(bytes: unknown, file: string): void {
  if (!(bytes instanceof Uint8Array))
    throw new DecodeError(file, `expected the bytes of a picture's file, in a Uint8Array, got ${describe(bytes)}`);
}

/** Why a file that begins so is no photograph in Node, or null if it may be one. */
export function whyNoPicture(bytes: Uint8Array): string | null {
  const format = pictureFormat(bytes);
  return format === null ? `expected a JPEG, PNG or WebP picture, found ${describeContent(bytes)}` : unreadable[format];
}

/** What a file of none of the formats seems to be, in words for an error. */
function describeContent(bytes: Uint8Array): string {
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
