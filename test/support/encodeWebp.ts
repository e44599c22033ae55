// WebP files for tests, by libwebp's encoder.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import start from "@jsquash/webp/codec/enc/webp_enc.js";
import { defaultOptions } from "@jsquash/webp/meta.js";

/** @param rgba `[height, width, 4]` */
export async function encodeWebp(
  rgba: Uint8ClampedArray,
  width: number,
  height: number,
  lossless: boolean,
): Promise<Uint8Array> {
  const wasm = fileURLToPath(import.meta.resolve("@jsquash/webp/codec/enc/webp_enc.wasm"));
  const module = await start({ noInitialRun: true, wasmBinary: readFileSync(wasm) as unknown as ArrayBuffer });
  const options = { ...defaultOptions, lossless: lossless ? 1 : 0, exact: 1, quality: 90 };
  return new Uint8Array(module.encode(rgba, width, height, options)!);
}

/** A WebP with chunks around the one that it has, under the extended header with these flags. */
export function extendWebp(simple: Uint8Array, { width, height, flags, chunks }: ExtendedWebp): Uint8Array {
  const header = Uint8Array.of(flags, 0, 0, 0, ...bytesOf(width - 1), ...bytesOf(height - 1));
  const parts = [chunkOf("VP8X", header), simple.subarray(12), ...chunks.map(([name, body]) => chunkOf(name, body))];
  const file = Buffer.concat([Buffer.from("RIFF....WEBP"), ...parts]);
  file.writeUInt32LE(file.length - 8, 4);
  return new Uint8Array(file);
}

export interface ExtendedWebp {
  readonly width: number;
  readonly height: number;
  readonly flags: number;
  readonly chunks: readonly (readonly [name: string, body: Uint8Array])[];
}

function chunkOf(name: string, body: Uint8Array): Buffer {
  const chunk = Buffer.concat([Buffer.from(`${name}....`), body, Buffer.alloc(body.length & 1)]);
  chunk.writeUInt32LE(body.length, 4);
  return chunk;
}

function bytesOf(value: number): readonly number[] {
  return [value & 255, (value >> 8) & 255, value >> 16];
}
