// What an audit wants to know of a picture beside its pixels: its file.

import type { PictureFormat } from "../format.js";
import type { PictureSize } from "../picture.js";
import { readPictureHeader } from "../pictureHeader.js";
import { type PictureSource, readPictureBytes } from "../pictureSource.js";

export interface FileFacts extends PictureSize {
  /** Null for pixels that are in no file. */
  readonly format: PictureFormat | null;
  /** SHA-256 of the bytes, or of the pixels, in hexadecimal. */
  readonly digest: string;
  /** Whether its name ends as another format's does. */
  readonly isMisnamed: boolean;
}

const extensions: { readonly [Format in PictureFormat]: readonly string[] } = {
  jpeg: ["jpg", "jpeg", "jpe", "jfif"],
  png: ["png"],
  webp: ["webp"],
  heic: ["heic", "heif", "hif"],
  avif: ["avif"],
};

/**
 * @param most how many bytes the file may have
 * @throws DecodeError naming the picture if it is not a picture or cannot be read
 */
export async function readFileFacts(source: PictureSource, name: string, most: number): Promise<FileFacts> {
  if (typeof source !== "string" && "data" in source) {
    const { width, height, data } = source;
    return { format: null, width, height, digest: await digestOf(data), isMisnamed: false };
  }
  const bytes = await readPictureBytes(source, name, most);
  const header = readPictureHeader(bytes, name);
  const extension = /\.([^./\\]*)$/.exec(name)?.[1]?.toLowerCase();
  const isMisnamed = extension !== undefined && !extensions[header.format].includes(extension);
  return { ...header, digest: await digestOf(bytes), isMisnamed };
}

/** SHA-256 in hexadecimal. */
export async function digestOf(bytes: ArrayLike<number>): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
