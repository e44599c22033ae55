// A WebAssembly module: functions over one imported memory.

import { type Code, flattenCode, section, text, unsigned, vector } from "./encode.js";
import { valueTypeCodes } from "./expression.js";
import { FunctionBuilder } from "./function.js";

/** The limits of the imported memory. */
export interface MemoryLimits {
  /** The minimum, in pages of 64 KiB. */
  readonly initial: number;
  readonly shared: boolean;
}

/** The maximum of any memory. */
const LARGEST_MEMORY = 65536;

const MAGIC_AND_VERSION = [0x00, 0x61, 0x73, 0x6d, 1, 0, 0, 0];

export class ModuleBuilder {
  readonly #types: Code[] = [];
  readonly #exports: Code[] = [];
  readonly #bodies: Code[] = [];

  /** Adds an exported function without a result, and returns its number. */
  addFunction(name: string, write: (builder: FunctionBuilder) => void): number {
    const builder = new FunctionBuilder();
    write(builder);
    const number = this.#bodies.length;
    this.#types.push([0x60, vector(builder.parameterTypes.map((type): Code => [valueTypeCodes[type]])), 0]);
    this.#exports.push([text(name), 0, unsigned(number)]);
    // Encoded at once, so that its statements are garbage while they are young.
    this.#bodies.push(builder.encode());
    return number;
  }

  /** The module's bytes. It imports its memory as `linnet.memory`. */
  encode(memory: MemoryLimits): Uint8Array<ArrayBuffer> {
    const limits: Code = [memory.shared ? 3 : 1, unsigned(memory.initial), unsigned(LARGEST_MEMORY)];
    return flattenCode([
      MAGIC_AND_VERSION,
      section(1, vector(this.#types)),
      section(2, vector([[text("linnet"), text("memory"), 2, limits]])),
      section(3, vector(this.#bodies.map((_, number) => unsigned(number)))),
      section(7, vector(this.#exports)),
      section(10, vector(this.#bodies)),
    ]);
  }
}
