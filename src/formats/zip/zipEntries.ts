// The entries of a zip file, found by the list at the end.

import { crc32 } from "../../platform/crc32.js";
import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import { type ListedEntry, readCentralDirectory } from "./centralDirectory.js";

const LOCAL_SIGNATURE = 0x04034b50;
const LOCAL_BYTES = 30;
const STORED = 0;
const DEFLATED = 8;
const ENCRYPTED = 1;

/** All entries together may take 64 MiB and 64 times the file's size: weights seldom become a tenth. */
const ALLOWANCE = 2 ** 26;
const LARGEST_RATIO = 64;
/** More is never read. */
const LARGEST = 2 ** 31;

/** By their names. @throws LinnetError as `readZip` does */
export function locateEntries(bytes: Uint8Array, file: string): ReadonlyMap<string, LocatedEntry> {
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
  return entries;
}

export interface LocatedEntry extends ListedEntry {
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

/** What an entry holds. @param inflate what one that is not stored as it is needs */
export function contentOf(
  bytes: Uint8Array,
  { where, method, size, checksum, dataStart, dataEnd }: LocatedEntry,
  inflate: (data: Uint8Array, size: number, where: string) => Uint8Array,
): Uint8Array {
  const data = bytes.subarray(dataStart, dataEnd);
  const content = method === STORED ? data : inflate(data, size, where);
  if (crc32(content) !== checksum)
    throw new LinnetError(`${where}: it is damaged: what it holds does not fit its checksum`);
  return content;
}

/** The entry of that name. @throws LinnetError naming the file if there is none */
export function entryNamed(entries: ReadonlyMap<string, LocatedEntry>, name: string, file: string): LocatedEntry {
  const entry = entries.get(name);
  if (entry !== undefined) return entry;
  throw new LinnetError(`${file}: expected an entry ${describe(name)}, there is none`);
}

/** An entry that may be stored as it is: then nothing is loaded to inflate it. @throws LinnetError as `readZip` does */
export async function readEntry(bytes: Uint8Array, file: string, name: string): Promise<Uint8Array> {
  const entry = entryNamed(locateEntries(bytes, file), name, file);
  const refuse = (): never => {
    throw new LinnetError(`${entry.where}: it is deflated`);
  };
  const inflate = entry.method === STORED ? refuse : (await import("./inflate.js")).inflate;
  return contentOf(bytes, entry, inflate);
}
