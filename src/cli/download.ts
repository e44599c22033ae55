// Fetching a file once: with progress, checked against the checksum that the server gives, and renamed when it is whole.

import { createHash } from "node:crypto";
import { writeFileAtomically } from "../platform/index.js";
import { LinnetError } from "../tensor/errors.js";
import { startProgress } from "./progress.js";

/**
 * Downloads `url` to `path`.
 * @throws LinnetError where the server cannot be reached, answers with an error, or the checksum differs
 */
export async function download(url: string, path: string, label: string): Promise<void> {
  const response = await fetch(url).catch((error: unknown) => {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error);
    throw new LinnetError(`download of ${url}: the server could not be reached (${cause})`);
  });
  if (!response.ok || response.body === null) {
    throw new LinnetError(`download of ${url}: the server answered ${response.status} ${response.statusText}`);
  }
  const bytes = await readBody(response.body, Number(response.headers.get("content-length") ?? 0), label);
  const expected = checksumOf(response.headers);
  const found = createHash("md5").update(bytes).digest("base64");
  if (expected !== null && found !== expected) {
    throw new LinnetError(`download of ${url}: expected a file with MD5 ${expected}, got one with ${found}`);
  }
  await writeFileAtomically(path, bytes);
}

async function readBody(body: ReadableStream<Uint8Array>, length: number, label: string): Promise<Uint8Array> {
  const progress = startProgress(label, length, "bytes");
  const chunks: Uint8Array[] = [];
  let done = 0;
  const reader = body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    done += part.value.length;
    progress.update(done);
  }
  progress.stop();
  return new Uint8Array(Buffer.concat(chunks));
}

/** The MD5 in Google's storage headers (base64), or in the standard one. */
function checksumOf(headers: Headers): string | null {
  return /md5=([^,\s]+)/.exec(headers.get("x-goog-hash") ?? "")?.[1] ?? headers.get("content-md5");
}
