// Files of torch.save before PyTorch 1.6: five pickles, one after the other, and then the storages.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { tensorContext } from "./pickledFunctions.js";
import type { PickleContext } from "./pickleMachine.js";
import { type ReadStorage, storageBytes } from "./tensors.js";
import { unpickle } from "./unpickle.js";
import { type PickledValue, StorageReference } from "./values.js";

const MAGIC = 0x1950a86a20f9469cfc6cn;
const VERSION = 1001;
const LENGTH_BYTES = 8;

interface LegacyFile {
  readonly value: PickledValue;
  readonly readStorage: ReadStorage;
  readonly littleEndian: boolean;
}

/** @throws LinnetError naming the file if it is another kind of pickle, or is cut short */
export function readLegacyFile(bytes: Uint8Array, file: string): LegacyFile {
  const { value, keys, littleEndian, storages, end } = readPickles(bytes, file);
  const found = findStorages(bytes, { keys, littleEndian, storages, start: end, file });
  const readStorage: ReadStorage = (key) => {
    const storage = found.get(key);
    if (storage !== undefined) return storage;
    throw new LinnetError(`${file}: expected a storage ${describe(key)}, there is none`);
  };
  return { value, readStorage, littleEndian };
}

interface Pickles {
  readonly value: PickledValue;
  /** Of the storages, in the order in which they follow. */
  readonly keys: readonly PickledValue[];
  readonly littleEndian: boolean;
  /** Those that the tensors are of, by their keys. */
  readonly storages: ReadonlyMap<string, StorageReference>;
  readonly end: number;
}

function readPickles(bytes: Uint8Array, file: string): Pickles {
  const storages = new Map<string, StorageReference>();
  const context: PickleContext = {
    call: tensorContext.call,
    persistent(id, fail) {
      const storage = tensorContext.persistent(id, fail);
      if (storage instanceof StorageReference) storages.set(storage.key, storage);
      return storage;
    },
  };
  let place = 0;
  const next = (): PickledValue => {
    const { value, end } = unpickle(bytes, place, file, context);
    place = end;
    return value;
  };
  if (next() !== MAGIC)
    throw new LinnetError(`${file}: expected a file of torch.save, got another pickle, of which linnet reads nothing`);
  const version = next();
  if (version !== VERSION)
    throw new LinnetError(`${file}: expected version ${VERSION} of torch.save's form, got ${describe(version)}`);
  const system = next();
  const littleEndian = !(system instanceof Map && system.get("little_endian") === false);
  const value = next();
  const keys = next();
  if (!Array.isArray(keys)) throw new LinnetError(`${file}: expected the keys of the storages, got ${describe(keys)}`);
  return { value, keys, littleEndian, storages, end: place };
}

interface StoragesToFind extends Pick<Pickles, "keys" | "littleEndian" | "storages"> {
  readonly start: number;
  readonly file: string;
}

/** The bytes of each storage: its length in numbers stands before it. */
function findStorages(
  bytes: Uint8Array,
  { keys, littleEndian, storages, start, file }: StoragesToFind,
): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let place = start;
  for (const key of keys) {
    const storage = storages.get(String(key));
    if (storage === undefined)
      throw new LinnetError(`${file}: expected tensors of storage ${describe(key)}, there are none`);
    const begin = place + LENGTH_BYTES;
    const length = begin <= bytes.length ? Number(view.getBigInt64(place, littleEndian)) : 0;
    place = begin + storageBytes(storage, file);
    if (length !== storage.length || place > bytes.length)
      throw new LinnetError(`${file}: expected ${storage.length} numbers in storage ${describe(key)}, it is cut short`);
    found.set(storage.key, bytes.subarray(begin, place));
  }
  return found;
}
