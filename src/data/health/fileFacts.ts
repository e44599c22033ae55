// What an audit wants to know of a file itself, beside its pixels.

import { readFile } from "../../platform/index.js";
import type { PictureFormat } from "../format.js";
import { type PictureHeader, readPictureHeader } from "../pictureHeader.js";

export interface FileFacts extends PictureHeader {
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly digest: string;
  /** Whether its name ends as another format's does. */
  readonly isMisnamed: boolean;
}

const extensions: { readonly [Format in PictureFormat]: readonly string[] } = {
  jpeg: ["jpg", "jpeg", "jpe", "jfif"],
  png: ["png"],
};

/** @throws DecodeError where the file is no picture, Error where it cannot be read */
export async function readFileFacts(path: string): Promise<FileFacts> {
  const bytes = await readFile(path);
  const header = readPictureHeader(bytes, path);
  const extension = /\.([^./\\]*)$/.exec(path)?.[1]?.toLowerCase();
  const isMisnamed = extension !== undefined && !extensions[header.format].includes(extension);
  return { ...header, digest: await digestOf(bytes), isMisnamed };
}

async function digestOf(bytes: Uint8Array): Promise<string> {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", new Uint8Array(bytes)));
  return Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
