// A model's file whose first bytes are enough for now: of one that is fetched, too, the others are still on their way.

import type { FileToOpen } from "../formats/opened.js";
import { lengthByHeader } from "../formats/safetensors/lengthByHeader.js";
import { platformName } from "../platform/index.js";
import { FIRST_BYTES } from "../platform/platform.js";
import { LinnetError } from "../tensor/errors.js";
import { type ModelSource, readModelSource } from "./modelSource.js";

/** @throws LinnetError as `readModelSource` does */
export async function beginModelSource(source: ModelSource): Promise<FileToOpen> {
  return (
    (isFetched(source) && (await beginDownload(source).catch(() => null))) || readModelSource(source, "model", true)
  );
}

/** In a page a path is an address, too. */
function isFetched(source: ModelSource): source is string | URL {
  if (typeof source !== "string" && !(source instanceof URL)) return false;
  return /^https?:/.test(`${source}`) || (platformName !== "node" && !/^\w+:/.test(`${source}`));
}

/** Null if it is no file of safetensors, or its header and the server do not agree on how many bytes it has. */
async function beginDownload(source: string | URL): Promise<FileToOpen | null> {
  const { ok, body, headers } = await fetch(source);
  const reader = body!.getReader();
  const parts: Uint8Array[] = [];
  let received = 0;
  /** The next bytes; false at the end. */
  const receive = async (take: (part: Uint8Array, place: number) => void): Promise<boolean> => {
    const { value } = await reader.read();
    if (value === undefined) return false;
    take(value, received);
    received += value.length;
    return true;
  };
  while (received < FIRST_BYTES && (await receive((part) => parts.push(part))));
  const length = lengthByHeader(joined(parts, received));
  if (!ok || length === null || `${length}` !== headers.get("content-length")) {
    await reader.cancel();
    return null;
  }
  const bytes = joined(parts, length);
  const rest = async (): Promise<void> => {
    while (await receive((part, place) => bytes.set(part, place)));
    if (received < length) throw new Error(`it ended after ${received} of ${length} bytes`);
  };
  const whole = rest().catch(({ message }) => {
    throw new LinnetError(`${source}: the model could not be read (${message})`);
  });
  whole.catch(() => {});
  return { bytes, file: `${source}`, siblings: async () => null, whole };
}

/** The parts one after the other, and zeros behind them. */
function joined(parts: readonly Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let place = 0;
  for (const part of parts) {
    bytes.set(part, place);
    place += part.length;
  }
  return bytes;
}
