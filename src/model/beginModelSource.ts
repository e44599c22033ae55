// A model's file whose first bytes are enough for now: of one that is fetched, too, the others are still on their way.

import type { FileToOpen } from "../formats/opened.js";
import { lengthByHeader, readBegunHeader } from "../formats/safetensors/begunHeader.js";
import { platformName } from "../platform/index.js";
import { FIRST_BYTES } from "../platform/platform.js";
import { LinnetError } from "../tensor/errors.js";
import { type ModelSource, readModelSource, siblingsOf } from "./modelSource.js";

/** @throws LinnetError as `readModelSource` does */
export async function beginModelSource(source: ModelSource): Promise<FileToOpen> {
  // What cannot be fetched is asked for again, for its error.
  return (
    (isFetched(source) && (await beginDownload(source).catch(() => null))) || readModelSource(source, "model", true)
  );
}

/** In a page a path is an address, too. */
function isFetched(source: ModelSource): source is string | URL {
  if (typeof source !== "string" && !(source instanceof URL)) return false;
  return /^https?:/.test(`${source}`) || (platformName !== "node" && !/^\w+:/.test(`${source}`));
}

/** It is whole where it is no file of safetensors, or its header and the server do not agree on how many bytes it has. */
async function beginDownload(source: string | URL): Promise<FileToOpen | null> {
  const { ok, body, headers } = await fetch(source);
  if (!ok || body === null) return null;
  const parts = new Parts(body);
  const siblings = siblingsOf(source);
  const file = `${source}`;
  while (parts.received < FIRST_BYTES && (await parts.receive()));
  const header = readBegunHeader(parts.joined());
  const length = header === null ? null : lengthByHeader(header);
  if (length === null || `${length}` !== headers.get("content-length")) {
    while (await parts.receive());
    return { bytes: parts.joined(), file, siblings };
  }
  const bytes = parts.joined(length);
  const whole = parts.receiveInto(bytes).catch(({ message }) => {
    throw new LinnetError(`${file}: the model could not be read (${message})`);
  });
  whole.catch(() => {});
  return { bytes, file, siblings, whole };
}

/** The bytes of an answer, as they come. */
class Parts {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #parts: Uint8Array[] = [];
  received = 0;

  constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  /** The next ones; undefined at the end. */
  async #next(): Promise<Uint8Array | undefined> {
    const { value } = await this.#reader.read();
    this.received += value?.length ?? 0;
    return value;
  }

  /** Keeps the next ones; false at the end. */
  async receive(): Promise<boolean> {
    const part = await this.#next();
    if (part === undefined) return false;
    this.#parts.push(part);
    return true;
  }

  /** All so far, and zeros behind them. */
  joined(length = this.received): Uint8Array {
    const bytes = new Uint8Array(length);
    let place = 0;
    for (const part of this.#parts) {
      bytes.set(part, place);
      place += part.length;
    }
    return bytes;
  }

  /** Puts those that come where they belong. @throws Error if there are fewer than there is room for */
  async receiveInto(bytes: Uint8Array): Promise<void> {
    for (let part = await this.#next(); part !== undefined; part = await this.#next())
      bytes.set(part, this.received - part.length);
    if (this.received < bytes.length) throw new Error(`it ended after ${this.received} of ${bytes.length} bytes`);
  }
}
