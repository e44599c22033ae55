// Files that other programs wrote, in base64, and the tensors that those say are in them: test/golden/files.

import { fileURLToPath } from "node:url";
import * as assert from "uvu/assert";
import type { OpenedFile } from "../../src/formats/opened.js";
import { type FixtureTensor, readFixtureOf } from "../support/kerasFixture.js";

const FOLDER = fileURLToPath(new URL("../golden/files/", import.meta.url));

export interface RefusedFile {
  readonly name: string;
  readonly file: string;
  /** What the error names. */
  readonly says: string;
}

/** The type is the caller's word for what the file holds. */
export function readWritten<T>(name: string): T {
  return readFixtureOf(FOLDER, name);
}

export function bytesOf(base64: string): Uint8Array {
  return new Uint8Array(Buffer.from(base64, "base64"));
}

/** Names, shapes and every bit of the numbers. */
export function assertTensors(
  tensors: OpenedFile["tensors"],
  expected: { readonly [name: string]: FixtureTensor },
  where: string,
): void {
  assert.equal([...tensors.keys()].sort(), Object.keys(expected).sort(), where);
  for (const [name, { shape, values }] of Object.entries(expected)) {
    const tensor = tensors.get(name)!;
    assert.equal(tensor.shape, shape, `${where}: ${name}`);
    assert.equal(tensor.values, Float32Array.from(values), `${where}: ${name}`);
  }
}

/** The message of what a promise is rejected with; "nothing" if it is not. */
export async function messageOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "nothing",
    (error: Error) => `${error.name}: ${error.message}`,
  );
}
