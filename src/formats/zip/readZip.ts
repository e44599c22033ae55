// Zip files, which .keras, .pth and .npz are: stored and deflated entries, found by the list at the end.

import { Inflate } from "fflate";
import { crc32 } from "../../platform/crc32.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { type ListedEntry, readCentralDirectory } from "./centralDirectory.js";

export interface ZipEntries {
  /** As the file lists them, without folders. */
  readonly names: readonly string[];
  /**
   * The bytes of an entry; those of a stored one are a view of the file's.
   * @throws LinnetError naming the file and the entry if there is none of that name, or it is damaged
   */
  read(name: string): Uint8Array;
}

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** All entries together may take 64 MiB and 64 times the file's size: weights seldom become a tenth. */
const ALLOWANCE = 2 ** 26;
const LARGEST_RATIO = 64;
/** Bytes that are inflated at once: they become a thousand times as many at most. */
const PIECE = 2 ** 14;
/** More is never read. */
const LARGEST = 2 ** 31;

/**
 * Opens a zip file; nothing is inflated before it is read.
 * @throws LinnetError naming the file and the entry if anything is cut short, overlaps, is encrypted or packed in another
 * way, has a name that leads out of a folder, or would become larger than any file of weights
 */
export function readZip(bytes: Uint8Array, file: string): ZipEntries {
  const listed = readCentralDirectory(bytes, file);
  const entries = new Map<string, LocatedEntry>();
  for (const entry of listed) {
    const where = `${file}: entry ${describe(entry.name)}`;
    checkName(entry.name, where);
    if (entries.has(entry.name)) throw new LinnetError(`${where}: expected one of that name, got two`);
    entries.set(entry.name, locate(bytes, entry, where));
  }
  checkPlaces([...entries.values()]);
  checkSizes(listed, bytes.length, file);
  const read = (name: string): Uint8Array => {
    const entry = entries.get(name);
    if (entry === undefined) throw new LinnetError(`${file}: expected an entry ${describe(name)}, there is none`);
    return readEntry(bytes, entry);
  };
  return { names: [...entries.keys()].filter((name) => !name.endsWith("/")), read };
}

interface LocatedEntry extends ListedEntry {
  readonly where: string;
  readonly dataStart: number;
  readonly dataEnd: number;
}

function checkName(name: string, where: string): void {
  const parts = name.replace(/\/$/, "").split("/");
  const isPlain =
    parts.every((part) => part !== "" && part !== "." && part !== "..") && !/[\\\p{Cc}]|^[a-z]:/iu.test(name);
  if (!isPlain) throw new LinnetError(`${where}: expected a name inside of the zip, without tricks`);
}

/** Finds the entry's bytes behind its own header. */
function locate(bytes: Uint8Array, entry: ListedEntry, where: string): LocatedEntry {
  const { start, storedSize, method, flags, size } = entry;
  if ((flags & ENCRYPTED) !== 0) throw new LinnetError(`${where}: it is encrypted, which linnet cannot read`);
  if (method !== STORED && method !== DEFLATED)
    throw new LinnetError(`${where}: expected it stored or deflated, got compression method ${method}`);
  if (method === STORED && size !== storedSize)
    throw new LinnetError(`${where}: expected as many bytes as it says (${size}), got ${storedSize}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (start + LOCAL_BYTES > bytes.length || view.getUint32(start, true) !== LOCAL_SIGNATURE)
    throw new LinnetError(`${where}: expected it to begin at byte ${start}`);
  const dataStart = start + LOCAL_BYTES + view.getUint16(start + 26, true) + view.getUint16(start + 28, true);
  const dataEnd = dataStart + storedSize;
  if (dataEnd > bytes.length)
    throw new LinnetError(
      `${where}: expected ${storedSize} bytes from byte ${dataStart}, the file has ${bytes.length}`,
    );
  return { ...entry, where, dataStart, dataEnd };
}

/** Entries that share bytes are how a small file becomes a very large one. */
function checkPlaces(entries: LocatedEntry[]): void {
  let end = 0;
  for (const { start, dataEnd, where } of entries.sort((a, b) => a.start - b.start)) {
    if (start < end) throw new LinnetError(`${where}: expected it apart from the entry before it, they overlap`);
    end = dataEnd;
  }
}

function checkSizes(entries: readonly ListedEntry[], fileSize: number, file: string): void {
  const most = Math.min(ALLOWANCE + LARGEST_RATIO * fileSize, LARGEST);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  if (total > most)
    throw new LinnetError(`${file}: expected at most ${most} bytes in a zip of ${fileSize}, its entries have ${total}`);
}

function readEntry(bytes: Uint8Array, { where, method, size, checksum, dataStart, dataEnd }: LocatedEntry): Uint8Array {
  const data = bytes.subarray(dataStart, dataEnd);
  const content = method === STORED ? data : inflate(data, size, where);
  if (crc32(content) !== checksum)
    throw new LinnetError(`${where}: it is damaged: what it holds does not fit its checksum`);
  return content;
}

/** Piece by piece, so that an entry that is longer than it says ends soon after that. */
function inflate(data: Uint8Array, size: number, where: string): Uint8Array {
  const content = new Uint8Array(size);
  let length = 0;
  const stream = new Inflate((inflated) => {
    if (length + inflated.length > size) throw new LinnetError(`${where}: expected ${size} bytes, got more`);
    content.set(inflated, length);
    length += inflated.length;
  });
  try {
    for (let start = 0; start === 0 || start < data.length; start += PIECE)
      stream.push(data.subarray(start, start + PIECE), start + PIECE >= data.length);
  } catch (error) {
    if (error instanceof LinnetError) throw error;
    throw new LinnetError(`${where}: it is damaged: ${error instanceof Error ? error.message : error}`);
  }
  if (length === size) return content;
  throw new LinnetError(`${where}: expected ${size} bytes, got ${length}`);
}
