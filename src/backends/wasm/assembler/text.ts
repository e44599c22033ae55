// A module as text, for reading and debugging kernels: the WebAssembly text format, a statement a line.

import { LinnetError } from "../../../tensor/errors.js";
import { Reader } from "./decode.js";
import { flattenCode, unsigned } from "./encode.js";
import { valueTypeCodes } from "./expression.js";
import { type Immediate, type Instruction, instructions } from "./instructions.js";
import { narrowInstructions } from "./narrowInstructions.js";

/**
 * The text of a module that `ModuleBuilder` has encoded, which other tools read as well:
 *
 *     (func (export "k0") (param i32 i32 i32) (local v128)
 *       (local.set 3 (v128.load (local.get 0)))
 */
export function printModule(bytes: Uint8Array): string {
  const sections = readSections(bytes);
  const section = (id: number): Reader => new Reader(sections.get(id)!);
  const memory = section(2);
  const [imported] = memory.vector(() => readMemory(memory));
  const types = section(1);
  const parameters = types.vector(() => readParameters(types));
  const indexes = section(3);
  const functions = indexes.vector(() => parameters[indexes.unsigned()]!);
  const exported = section(7);
  const names = exported.vector(() => readExport(exported));
  const code = section(10);
  const bodies = code.vector(() => code.sized());
  const printed = bodies.map((body, index) => printFunction(new Reader(body), names[index]!, index, functions));
  return `(module\n  ${imported}\n${printed.join("\n")}\n)\n`;
}

/** The content of each section, by its number; the magic word and the version come first. */
function readSections(bytes: Uint8Array): ReadonlyMap<number, Uint8Array> {
  const sections = new Map<number, Uint8Array>();
  const reader = new Reader(bytes);
  reader.take(8);
  while (!reader.isDone) sections.set(reader.byte(), reader.sized());
  return sections;
}

function readMemory(reader: Reader): string {
  const [module, name] = [reader.text(), reader.text()];
  reader.byte();
  const shared = reader.byte() === 3 ? " shared" : "";
  return `(import "${module}" "${name}" (memory ${reader.unsigned()} ${reader.unsigned()}${shared}))`;
}

/** The types of a function type's parameters; there are no results. */
function readParameters(reader: Reader): string[] {
  reader.byte();
  const types = reader.vector(() => readType(reader));
  reader.byte();
  return types;
}

const typeNames: ReadonlyMap<number, string> = new Map(
  Object.entries(valueTypeCodes).map(([name, code]) => [code, name]),
);

function readType(reader: Reader): string {
  return typeNames.get(reader.byte())!;
}

function readExport(reader: Reader): string {
  const name = reader.text();
  reader.byte();
  reader.unsigned();
  return name;
}

function printFunction(reader: Reader, name: string, index: number, functions: readonly (readonly string[])[]): string {
  const locals = reader.vector(() => {
    const count = reader.unsigned();
    return Array.from<string>({ length: count }).fill(readType(reader));
  });
  const declared = (kind: string, types: readonly string[]): string =>
    types.length === 0 ? "" : ` (${kind} ${types.join(" ")})`;
  const head = `  (func (export "${name}")${declared("param", functions[index]!)}${declared("local", locals.flat())}`;
  const body = new BodyPrinter(reader, (callee) => functions[callee]!.length).print();
  return [head, ...body, "  )"].join("\n");
}

/** Prints operands inside what takes them, and indents blocks. */
class BodyPrinter {
  readonly #reader: Reader;
  readonly #parametersOf: (callee: number) => number;
  readonly #lines: string[] = [];
  /** Expressions that nothing has taken yet. */
  readonly #values: string[] = [];
  readonly #blocks: ("loop" | "if")[] = [];

  constructor(reader: Reader, parametersOf: (callee: number) => number) {
    this.#reader = reader;
    this.#parametersOf = parametersOf;
  }

  print(): readonly string[] {
    while (!this.#reader.isDone) {
      const { name, instruction } = readInstruction(this.#reader);
      if (name === "loop" || name === "if") this.#open(name);
      else if (name === "else") this.#else();
      else if (name === "end") this.#end();
      else this.#plain(name, instruction);
    }
    return this.#lines;
  }

  #plain(name: string, { operands, leaves, immediate }: Instruction): void {
    const given = immediate === null ? "" : readImmediate[immediate](this.#reader);
    const taken = this.#take(name === "call" ? this.#parametersOf(Number(given)) : operands);
    const text = `(${[name, given, ...taken].filter((part) => part !== "").join(" ")})`;
    if (leaves) this.#values.push(text);
    else this.#line(text);
  }

  #take(count: number): string[] {
    return this.#values.splice(this.#values.length - count);
  }

  /** Both kinds of blocks leave no value. */
  #open(block: "loop" | "if"): void {
    this.#reader.byte();
    if (block === "loop") this.#line("(loop");
    else this.#line(`(if ${this.#take(1)[0]} (then`);
    this.#blocks.push(block);
  }

  #else(): void {
    this.#blocks.pop();
    this.#line(") (else");
    this.#blocks.push("if");
  }

  /** The last one ends the function. */
  #end(): void {
    const block = this.#blocks.pop();
    if (block !== undefined) this.#line(block === "loop" ? ")" : "))");
  }

  #line(text: string): void {
    this.#lines.push(`${"  ".repeat(2 + this.#blocks.length)}${text}`);
  }
}

/** The prefixes of SIMD instructions and of conversions that saturate, followed by their number. */
const PREFIXES = [0xfd, 0xfc];

const byCode: ReadonlyMap<string, { readonly name: string; readonly instruction: Instruction }> = new Map(
  Object.entries({ ...instructions, ...narrowInstructions }).map(([name, instruction]) => [
    flattenCode(instruction.code).join(),
    { name, instruction },
  ]),
);

function readInstruction(reader: Reader) {
  const first = reader.byte();
  const code = PREFIXES.includes(first) ? [first, ...flattenCode(unsigned(reader.unsigned()))] : [first];
  const known = byCode.get(code.join());
  if (known === undefined) throw new LinnetError(`printModule: ${code} is not an instruction of this assembler`);
  return known;
}

const readImmediate: { readonly [Kind in Immediate]: (reader: Reader) => string } = {
  i32: (reader) => String(reader.signed()),
  f32: (reader) => floatText(reader.words(1).getFloat32(0, true)),
  v128: (reader) => {
    const words = reader.words(4);
    return `i32x4 ${[0, 4, 8, 12].map((place) => words.getInt32(place, true)).join(" ")}`;
  },
  memory: readOffset,
  "memory and lane": (reader) => `${readOffset(reader)} ${reader.byte()}`,
  lane: (reader) => String(reader.byte()),
  lanes: (reader) => reader.take(16).join(" "),
  index: (reader) => String(reader.unsigned()),
  label: (reader) => String(reader.unsigned()),
};

function readOffset(reader: Reader): string {
  const alignment = `align=${2 ** reader.unsigned()}`;
  const offset = reader.unsigned();
  return offset === 0 ? alignment : `offset=${offset} ${alignment}`;
}

function floatText(value: number): string {
  if (Number.isNaN(value)) return "nan";
  if (!Number.isFinite(value)) return value < 0 ? "-inf" : "inf";
  return Object.is(value, -0) ? "-0" : String(value);
}
