// The encodings of the WebAssembly binary format: https://webassembly.github.io/spec/core/binary.

/** Bytes of code; nested, so that long bodies are put together without being copied again and again. */
export type Code = readonly (number | Code)[];

export function flattenCode(code: Code): Uint8Array {
  const bytes: number[] = [];
  const append = (part: Code): void => {
    for (const item of part) {
      if (typeof item === "number") bytes.push(item);
      else append(item);
    }
  };
  append(code);
  return Uint8Array.from(bytes);
}

/** An unsigned number in LEB128. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  do {
    const low = rest % 128;
    rest = Math.floor(rest / 128);
    bytes.push(rest === 0 ? low : low | 128);
  } while (rest !== 0);
  return bytes;
}

/** A signed 32-bit number in LEB128. */
export function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value | 0;
  for (;;) {
    const low = rest & 127;
    rest >>= 7;
    if ((rest === 0 && (low & 64) === 0) || (rest === -1 && (low & 64) !== 0)) return [...bytes, low];
    bytes.push(low | 128);
  }
}

export function float32(value: number): number[] {
  return [...new Uint8Array(Float32Array.of(value).buffer)];
}

export function text(value: string): Code {
  const bytes = [...new TextEncoder().encode(value)];
  return [unsigned(bytes.length), bytes];
}

/** A count, and the items. */
export function vector(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

/** A section: its number, its length in bytes, its content. */
export function section(id: number, content: Code): Code {
  const bytes = flattenCode(content);
  return [id, unsigned(bytes.length), [...bytes]];
}
