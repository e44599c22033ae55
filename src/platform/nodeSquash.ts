// Decoders of jSquash (https://github.com/jamsinclair/jSquash): C libraries in WebAssembly, opened when they are first needed.

import { readFile } from "node:fs/promises";
import type { DecodedPixels } from "./platform.js";

/** What Emscripten made of a decoder. */
export interface SquashModule {
  decode(bytes: Uint8Array, ...options: readonly boolean[]): DecodedPixels | null;
}

interface Opened<Module> {
  readonly module: Module;
  /** What the library has printed: it goes on after its warnings, with whatever pixels it has. */
  readonly warnings: string[];
}

interface Decoded {
  readonly pixels: DecodedPixels;
  readonly warnings: readonly string[];
}

type Start<Module> = (options: { wasmBinary: Uint8Array; printErr(line: string): void }) => Promise<Module>;

/** The memory of an instance never shrinks: after a picture of more pixels the next one gets another. */
const LARGE = 16e6;

export function openSquash<Module extends SquashModule>(wasm: () => URL, script: () => Promise<unknown>) {
  let library: Promise<Opened<Module> | null> | null = null;

  async function open(): Promise<Opened<Module>> {
    const wasmBinary = await readFile(wasm());
    const { default: start } = (await script()) as { default: Start<Module> };
    const warnings: string[] = [];
    return { warnings, module: await start({ wasmBinary, printErr: (line) => warnings.push(line) }) };
  }

  /** Null if the library gives up or cannot be opened. */
  async function use(decode: (module: Module) => DecodedPixels | null): Promise<Decoded | null> {
    library ??= open().catch(() => null);
    const opened = await library;
    if (opened === null) return null;
    opened.warnings.length = 0;
    try {
      const pixels = decode(opened.module);
      if (pixels === null) return null;
      if (pixels.width * pixels.height > LARGE) library = null;
      return { pixels, warnings: [...opened.warnings] };
    } catch {
      // The instance stopped halfway and is unusable: the next file gets another.
      library = null;
      return null;
    }
  }

  return { use };
}
