// A WebAssembly module: functions over one imported memory.

import { type Code, flattenCode, section, text, unsigned, vector } from "./encode.js";
import { type ValueType, valueTypeCodes } from "./expression.js";
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
  readonly #functions: { readonly name: string; readonly parameters: readonly ValueType[]; readonly body: Code }[] = [];

  /** Adds an exported function without a result, and returns its number. */
  addFunction(name: string, write: (builder: FunctionBuilder) => void): number {
    const builder = new FunctionBuilder();
    write(builder);
    // Encoded at once, so that its statements are garbage while they are young.
    this.#functions.push({ name, parameters: builder.parameterTypes, body: builder.encode() });
    return this.#functions.length - 1;
  }

  /** The module's bytes. It imports its memory as `linnet.memory`. */
  encode(memory: MemoryLimits): Uint8Array<ArrayBuffer> {
    const types = this.#functions.map(({ parameters }): Code => {
      return [0x60, vector(parameters.map((type): Code => [valueTypeCodes[type]])), 0];
    });
    const limits: Code = [memory.shared ? 3 : 1, unsigned(memory.initial), unsigned(LARGEST_MEMORY)];
    const imports = vector([[text("linnet"), text("memory"), 2, limits]]);
    const indexes = this.#functions.map((_, index): Code => unsigned(index));
    const exports = this.#functions.map(({ name }, index): Code => [text(name), 0, unsigned(index)]);
    const bodies = this.#functions.map(({ body }) => body);
    return flattenCode([
      MAGIC_AND_VERSION,
      section(1, vector(types)),
      section(2, imports),
      section(3, vector(indexes)),
      section(7, vector(exports)),
      section(10, vector(bodies)),
    ]);
  }
}
