// Tables of a flatbuffer as plain data: a table is described by its fields in the schema's order, and every offset is checked
// before it is followed (https://flatbuffers.dev/internals). The library's own readers check nothing.

import { type Builder, ByteBuffer } from "flatbuffers";
import { LinnetError } from "../../tensor/errors.js";

/** A kind of field: its bytes inside the table, its value if the table lacks it, and how it is read. */
export interface Field<T> {
  readonly bytes: number;
  readonly missing: T;
  read(file: FlatFile, position: number, where: string): T;
  /** Whether nothing can be wrong with it, so that nothing needs to know where it stands. Default: false. */
  readonly isNumber?: boolean;
  /** Writes what the field leads to: its place, or the number itself for a field that holds one. */
  prepare(builder: Builder, value: T): number;
  /** Writes the field itself, of what `prepare` gave. */
  push(builder: Builder, prepared: number): void;
}

export type Fields = { readonly [name: string]: Field<unknown> };

/** A table as an object of its fields. */
export type Table<F extends Fields> = { readonly [Name in keyof F]: F[Name] extends Field<infer T> ? T : never };

/** Real files hardly share a part; those that share much would become larger in memory than they are. */
const MOST_SHARING = 4;

/** The bytes of a flatbuffer, and how much of them may still be read. */
export class FlatFile {
  readonly buffer: ByteBuffer;
  #left: number;

  constructor(
    readonly bytes: Uint8Array,
    readonly file: string,
  ) {
    this.buffer = new ByteBuffer(bytes);
    this.#left = MOST_SHARING * bytes.length;
  }

  fail(where: string, reason: string): LinnetError {
    return new LinnetError(`${this.file}: ${where === "" ? "the model" : where}: ${reason}`);
  }

  /** @throws LinnetError unless so many bytes lie there */
  expectBytes(position: number, count: number, where: string): void {
    if (position >= 0 && count <= this.bytes.length - position) return;
    const found = `the file has ${this.bytes.length}`;
    throw this.fail(where, `expected ${count} bytes at byte ${position}, ${found}: it is cut short or damaged`);
  }

  /** The place to which the offset at this place leads. */
  follow(position: number, where: string): number {
    this.expectBytes(position, 4, where);
    return position + this.buffer.readUint32(position);
  }

  /** The place and the number of elements of a vector, counted as read. */
  vector(position: number, elementBytes: number, where: string): { readonly start: number; readonly length: number } {
    const place = this.follow(position, where);
    this.expectBytes(place, 4, where);
    const length = this.buffer.readUint32(place);
    this.expectBytes(place + 4, length * elementBytes, `${where}, ${length} elements`);
    return { start: place + 4, length };
  }

  /** Counts bytes that become objects, of which a file with many ways to one place could have any number. */
  spend(bytes: number, where: string): void {
    this.#left -= bytes;
    if (this.#left < 0)
      throw this.fail(where, "expected each part of the file once, it leads to the same ones too often");
  }
}

/** The table at this place. @throws LinnetError naming the table and the field if anything lies outside of the file */
export function readTable<F extends Fields>(file: FlatFile, position: number, fields: F, where: string): Table<F> {
  const { buffer } = file;
  file.expectBytes(position, 4, where);
  const directory = position - buffer.readInt32(position);
  file.expectBytes(directory, 4, where);
  const directoryBytes = buffer.readUint16(directory);
  const tableBytes = buffer.readUint16(directory + 2);
  file.expectBytes(directory, directoryBytes, where);
  file.expectBytes(position, tableBytes, where);
  file.spend(tableBytes, where);
  const entries = Object.entries(fields).map(([name, field], index) => {
    const entry = 4 + 2 * index;
    const offset = entry + 2 <= directoryBytes ? buffer.readUint16(directory + entry) : 0;
    if (offset === 0) return [name, field.missing];
    const place = where === "" ? name : `${where}.${name}`;
    if (offset + field.bytes > tableBytes)
      throw file.fail(place, `expected it inside its table of ${tableBytes} bytes, got byte ${offset}`);
    return [name, field.read(file, position + offset, place)];
  });
  return Object.fromEntries(entries) as Table<F>;
}

/** The writing of fields that lead elsewhere. */
const pushOffset = (builder: Builder, prepared: number): void => builder.addOffset(prepared);

function number(
  bytes: number,
  missing: number,
  read: (buffer: ByteBuffer, position: number) => number,
  push: (builder: Builder, value: number) => void,
): Field<number> {
  return {
    ...{ bytes, missing, isNumber: true, push },
    read: ({ buffer }, position) => read(buffer, position),
    prepare: (_, value) => value,
  };
}

/** A number that the library has functions for. */
function plainNumber(
  bytes: number,
  missing: number,
  [read, add]: readonly [
    read: "readInt8" | "readUint8" | "readInt32" | "readUint32" | "readFloat32",
    add: "addInt8" | "addInt32" | "addFloat32",
  ],
): Field<number> {
  return number(
    bytes,
    missing,
    (buffer, position) => buffer[read](position),
    (builder, value) => builder[add](value),
  );
}

/** A number, with the schema's default. */
export const int8 = (missing = 0) => plainNumber(1, missing, ["readInt8", "addInt8"]);
export const uint8 = (missing = 0) => plainNumber(1, missing, ["readUint8", "addInt8"]);
export const int32 = (missing = 0) => plainNumber(4, missing, ["readInt32", "addInt32"]);
export const uint32 = (missing = 0) => plainNumber(4, missing, ["readUint32", "addInt32"]);
export const float32 = (missing = 0) => plainNumber(4, missing, ["readFloat32", "addFloat32"]);
export const uint64 = () =>
  number(
    8,
    0,
    (buffer, position) => buffer.readUint32(position) + 2 ** 32 * buffer.readUint32(position + 4),
    (builder, value) => builder.addInt64(BigInt(value)),
  );
export const int64 = () =>
  number(
    8,
    0,
    (buffer, position) => buffer.readUint32(position) + 2 ** 32 * buffer.readInt32(position + 4),
    (builder, value) => builder.addInt64(BigInt(value)),
  );
export const bool = (): Field<boolean> => ({
  bytes: 1,
  missing: false,
  read: ({ buffer }, position) => buffer.readUint8(position) !== 0,
  prepare: (_, value) => Number(value),
  push: (builder, value) => builder.addInt8(value),
});

/** One of the names, which the file gives by its place in the list. */
export function choice<const Name extends string>(names: readonly Name[], bytes: 1 | 4 = 1): Field<Name> {
  const read = (file: FlatFile, position: number, where: string): Name => {
    const value = bytes === 1 ? file.buffer.readInt8(position) : file.buffer.readInt32(position);
    const name = names[value];
    if (name !== undefined) return name;
    throw file.fail(where, `expected a number below ${names.length} (${names.slice(0, 8).join(", ")}), got ${value}`);
  };
  return {
    bytes,
    missing: names[0]!,
    read,
    prepare: (_, value) => names.indexOf(value),
    push: (builder, value) => (bytes === 1 ? builder.addInt8(value) : builder.addInt32(value)),
  };
}

/** UTF-8 text; empty if it is missing. */
export const text: Field<string> = {
  bytes: 4,
  missing: "",
  read: (file, position, where) => {
    const { start, length } = file.vector(position, 1, where);
    file.spend(length, where);
    return new TextDecoder().decode(file.bytes.subarray(start, start + length));
  },
  prepare: (builder, value) => builder.createString(value),
  push: pushOffset,
};

/** Programs read weights where they lie in the file. */
const ALIGNMENT = 16;

/** Raw bytes, as a part of the file and no copy. */
export const bytes: Field<Uint8Array> = {
  bytes: 4,
  missing: new Uint8Array(0),
  read: (file, position, where) => {
    const { start, length } = file.vector(position, 1, where);
    return file.bytes.subarray(start, start + length);
  },
  prepare: (builder, value) => {
    builder.prep(ALIGNMENT, value.length);
    return builder.createByteVector(value);
  },
  push: pushOffset,
};

/** A list of numbers, texts or tables; null if it is missing. */
export function vector<T>(element: Field<T>): Field<readonly T[] | null> {
  return {
    bytes: 4,
    missing: null,
    read: (file, position, where) => {
      const { start, length } = file.vector(position, element.bytes, where);
      file.spend(length * element.bytes, where);
      const list = new Array<T>(length);
      // Scales are many, and a text for the place of each takes longer than they do.
      for (let index = 0; index < length; index += 1)
        list[index] = element.read(
          file,
          start + index * element.bytes,
          element.isNumber ? where : `${where}[${index}]`,
        );
      return list;
    },
    prepare: (builder, values) => {
      const prepared = (values ?? []).map((value) => element.prepare(builder, value));
      builder.startVector(element.bytes, prepared.length, element.bytes);
      for (const one of prepared.reverse()) element.push(builder, one);
      return builder.endVector();
    },
    push: pushOffset,
  };
}

/** A table inside another; null if it is missing. */
export function table<F extends Fields>(fields: F): Field<Table<F> | null> {
  const read = (file: FlatFile, position: number, where: string): Table<F> | null =>
    readTable(file, file.follow(position, where), fields, where);
  return {
    bytes: 4,
    missing: null,
    read,
    prepare: (builder, value) => writeFields(builder, fields, value ?? {}),
    push: pushOffset,
  };
}

/** Where a table of a kind that another field tells lies; null if it is missing. */
export const place: Field<number | null> = {
  bytes: 4,
  missing: null,
  read: (file, position, where) => file.follow(position, where),
  prepare: (_, value) => value ?? 0,
  push: pushOffset,
};

/** A table of which fields may be left out: they have the schema's default. */
export type WrittenTable<F extends Fields> = {
  readonly [Name in keyof F]?: F[Name] extends Field<infer T> ? Written<T> : never;
};

type Written<T> = T extends readonly (infer Element)[]
  ? readonly Written<Element>[]
  : T extends Uint8Array | string | number | boolean | null
    ? T
    : { readonly [Name in keyof T]?: Written<T[Name]> };

/** Writes a table, and before it all that it leads to; its place in what is built. */
export function writeTable<F extends Fields>(builder: Builder, fields: F, values: WrittenTable<F>): number {
  return writeFields(builder, fields, values);
}

function writeFields(builder: Builder, fields: Fields, values: object): number {
  const given = new Map<string, unknown>(Object.entries(values));
  const prepared = Object.entries(fields).map(([name, field]) => {
    const value = given.get(name);
    const isLeftOut = value === undefined || value === null || value === field.missing;
    return isLeftOut ? null : { field, value: field.prepare(builder, value) };
  });
  builder.startObject(prepared.length);
  for (const [index, entry] of prepared.entries()) {
    if (entry === null) continue;
    entry.field.push(builder, entry.value);
    builder.slot(index);
  }
  return builder.endObject();
}
