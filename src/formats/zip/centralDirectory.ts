// The list at the end of a zip file, which says where its entries are (PKWARE's APPNOTE, 4.3.12 to 4.3.16).

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";

/** An entry as the list has it. */
export interface ListedEntry {
  readonly name: string;
  readonly flags: number;
  /** 0 is stored, 8 is deflated. */
  readonly method: number;
  readonly checksum: number;
  readonly storedSize: number;
  readonly size: number;
  /** Where its own header begins. */
  readonly start: number;
}

interface Directory {
  readonly start: number;
  readonly end: number;
  readonly count: number;
}

const END_SIGNATURE = 0x06054b50;
const END_BYTES = 22;
const LONGEST_COMMENT = 0xffff;
const END64_SIGNATURE = 0x06064b50;
const LOCATOR64_SIGNATURE = 0x07064b50;
const LOCATOR64_BYTES = 20;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
/** What is larger stands in an extra field, and this in its place. */
const ELSEWHERE = 0xffffffff;

/** @throws LinnetError naming the file if the list is not whole */
export function readCentralDirectory(bytes: Uint8Array, file: string): readonly ListedEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const { start, end, count } = findDirectory(view, file);
  const entries: ListedEntry[] = [];
  let place = start;
  while (place < end) {
    if (place + ENTRY_BYTES > end || view.getUint32(place, true) !== ENTRY_SIGNATURE)
      throw new LinnetError(`${file}: expected entry ${entries.length} of the zip's list at byte ${place}`);
    const nameEnd = place + ENTRY_BYTES + view.getUint16(place + 28, true);
    const extraEnd = nameEnd + view.getUint16(place + 30, true);
    const next = extraEnd + view.getUint16(place + 32, true);
    if (next > end) throw new LinnetError(`${file}: expected entry ${entries.length} of the zip's list to end with it`);
    const extra = new DataView(view.buffer, view.byteOffset + nameEnd, extraEnd - nameEnd);
    const name = decodeName(bytes.subarray(place + ENTRY_BYTES, nameEnd), file);
    entries.push({ name, ...readEntry(new DataView(view.buffer, view.byteOffset + place, ENTRY_BYTES), extra) });
    place = next;
  }
  if (entries.length === count) return entries;
  throw new LinnetError(`${file}: expected ${count} entries in the zip's list, got ${entries.length}`);
}

function findDirectory(view: DataView, file: string): Directory {
  const last = view.byteLength - END_BYTES;
  const first = Math.max(0, last - LONGEST_COMMENT);
  let end = last;
  const isEnd = (place: number): boolean =>
    view.getUint32(place, true) === END_SIGNATURE && view.getUint16(place + 20, true) === last - place;
  while (end >= first && !isEnd(end)) end -= 1;
  if (end < first)
    throw new LinnetError(`${file}: expected a zip file with a list at its end; it is cut short or damaged`);
  if (view.getUint16(end + 4, true) !== view.getUint16(end + 6, true))
    throw new LinnetError(`${file}: expected a zip file in one piece, got a part of one`);
  const directory = readEnd64(view, end) ?? {
    count: view.getUint16(end + 10, true),
    size: view.getUint32(end + 12, true),
    start: view.getUint32(end + 16, true),
    end,
  };
  if (directory.start + directory.size === directory.end) return directory;
  const expected = `expected the zip's list to end at byte ${directory.end}`;
  throw new LinnetError(`${file}: ${expected}, got ${directory.size} bytes from byte ${directory.start}`);
}

interface Ending extends Directory {
  readonly size: number;
}

/** Of files with more than 65534 entries, or of more than 4 GB; null if there is none. */
function readEnd64(view: DataView, end: number): Ending | null {
  const locator = end - LOCATOR64_BYTES;
  if (locator < 0 || view.getUint32(locator, true) !== LOCATOR64_SIGNATURE) return null;
  const place = readNumber64(view, locator + 8);
  if (place + 56 > locator || view.getUint32(place, true) !== END64_SIGNATURE) return null;
  const [count, size, start] = [place + 32, place + 40, place + 48].map((offset) => readNumber64(view, offset));
  return { count: count!, size: size!, start: start!, end: place };
}

function readEntry(entry: DataView, extra: DataView): Omit<ListedEntry, "name"> {
  const numbers = { size: 24, storedSize: 20, start: 42 };
  const [size, storedSize, start] = Object.values(numbers).map((offset) => entry.getUint32(offset, true));
  const [size64, storedSize64, start64] = readExtra64(extra, [size!, storedSize!, start!]);
  return {
    flags: entry.getUint16(8, true),
    method: entry.getUint16(10, true),
    checksum: entry.getUint32(16, true),
    size: size64!,
    storedSize: storedSize64!,
    start: start64!,
  };
}

/** The numbers, those that did not fit into 32 bits taken from the extra field of zip64, where they stand in this order. */
function readExtra64(extra: DataView, numbers: readonly number[]): number[] {
  let place = 0;
  while (place + 4 <= extra.byteLength && extra.getUint16(place, true) !== 1)
    place += 4 + extra.getUint16(place + 2, true);
  let next = place + 4;
  return numbers.map((number) => {
    if (number !== ELSEWHERE || next + 8 > extra.byteLength) return number;
    next += 8;
    return readNumber64(extra, next - 8);
  });
}

function readNumber64(view: DataView, offset: number): number {
  return view.getUint32(offset, true) + view.getUint32(offset + 4, true) * 2 ** 32;
}

/** ASCII in nearly all files; what is not UTF-8 is of a code page that the file does not name. */
function decodeName(bytes: Uint8Array, file: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const shown = describe(String.fromCharCode(...bytes.subarray(0, 60)));
    throw new LinnetError(`${file}: expected the names in the zip to be UTF-8, got ${shown}`);
  }
}
