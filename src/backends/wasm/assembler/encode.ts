// The encodings of the WebAssembly binary format: https://webassembly.github.io/spec/core/binary.

/** Bytes of code; nested, so that long bodies are put together without repeated copying. */
export type Code = number | Uint8Array | readonly Code[];

const FIRST_CAPACITY = 1 << 14;

export function flattenCode(code: Code): Uint8Array<ArrayBuffer> {
  let bytes = new Uint8Array(FIRST_CAPACITY);
  let length = 0;
  const makeRoom = (more: number): void => {
    const larger = new Uint8Array(2 * (length + more));
    larger.set(bytes);
    bytes = larger;
  };
  const append = (part: Code): void => {
    if (typeof part === "number") {
      if (length === bytes.length) makeRoom(1);
      bytes[length++] = part;
    } else if (part instanceof Uint8Array) {
      if (length + part.length > bytes.length) makeRoom(part.length);
      bytes.set(part, length);
      length += part.length;
    } else {
      // Tens of thousands of parts are put together when a model starts, before the engine has compiled this.
      for (let index = 0; index < part.length; index += 1) append(part[index]!);
    }
  };
  append(code);
  return bytes.slice(0, length);
}

/** An unsigned 32-bit number in LEB128. */
export function unsigned(value: number): Code {
  if (value < 128) return value;
  const bytes: number[] = [];
  let rest = value;
  while (rest >= 128) {
    bytes.push((rest & 127) | 128);
    rest >>>= 7;
  }
  return [...bytes, rest];
}

/** A signed 32-bit number in LEB128. */
export function signed(value: number): Code {
  const bytes: number[] = [];
  let rest = value | 0;
  while (rest < -64 || rest >= 64) {
    bytes.push((rest & 127) | 128);
    rest >>= 7;
  }
  return bytes.length === 0 ? rest & 127 : [...bytes, rest & 127];
}

export function float32(value: number): Code {
  return new Uint8Array(Float32Array.of(value).buffer);
}

export function text(value: string): Code {
  return sized(new TextEncoder().encode(value));
}

/** A count, and the items. */
export function vector(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

/** A length in bytes, and the bytes. */
export function sized(content: Code): Code {
  const bytes = content instanceof Uint8Array ? content : flattenCode(content);
  return [unsigned(bytes.length), bytes];
}

/** A section: its number, its length in bytes, its content. */
export function section(id: number, content: Code): Code {
  return [id, sized(content)];
}
