// A WebAssembly function being written: its locals, and the statements that structure code.

import { type Code, sized, unsigned } from "./encode.js";
import { type Expression, type I32, i32, type Statement, type ValueType, valueTypeCodes } from "./expression.js";

/** A local variable; it is an expression, whose value is the variable's. */
export interface Local<Type extends ValueType> extends Expression<Type> {
  set(value: Expression<Type>): Statement;
}

export interface LoopBounds {
  readonly from: I32;
  readonly to: I32;
  readonly step: number;
}

export class FunctionBuilder {
  readonly #parameters: ValueType[] = [];
  readonly #locals: ValueType[] = [];
  readonly #body: Code[] = [];

  /** The next parameter. Parameters come before the first local. */
  parameter<Type extends ValueType>(type: Type): Local<Type> {
    this.#parameters.push(type);
    return localAt(type, this.#parameters.length - 1);
  }

  local<Type extends ValueType>(type: Type): Local<Type> {
    this.#locals.push(type);
    return localAt(type, this.#parameters.length + this.#locals.length - 1);
  }

  emit(...statements: readonly Statement[]): void {
    for (const { code } of statements) this.#body.push(code);
  }

  get parameterTypes(): readonly ValueType[] {
    return this.#parameters;
  }

  /** Locals and code, as the code section holds them. */
  encode(): Code {
    const locals = this.#locals.map((type) => [1, valueTypeCodes[type]]);
    return sized([unsigned(locals.length), locals, this.#body, 0x0b]);
  }
}

function localAt<Type extends ValueType>(type: Type, index: number): Local<Type> {
  const place = unsigned(index);
  return { type, code: [0x20, place], set: (value) => ({ code: [value.code, 0x21, place] }) };
}

type Tuple<T, Length extends number, Items extends T[] = []> = Items["length"] extends Length
  ? Items
  : Tuple<T, Length, [...Items, T]>;

/** That many new integers. */
export function counters<Count extends number>(builder: FunctionBuilder, count: Count): Tuple<Local<"i32">, Count> {
  return Array.from({ length: count }, () => builder.local("i32")) as Tuple<Local<"i32">, Count>;
}

/** Several statements as one. */
export function sequence(...statements: readonly Statement[]): Statement {
  return { code: statements.map(({ code }) => code) };
}

/** `for (counter = from; counter < to; counter += step) body`, unsigned; the test stands at the end of each round. */
export function forLoop(
  counter: Local<"i32">,
  { from, to, step }: LoopBounds,
  ...body: readonly Statement[]
): Statement {
  const next = counter.set(i32.add(counter, i32.constant(step)));
  const again = i32.lessUnsigned(counter, to);
  return sequence(counter.set(from), when(i32.lessUnsigned(counter, to), repeatWhile(again, ...body, next)));
}

/** `do body while (condition)`. */
export function repeatWhile(condition: I32, ...body: readonly Statement[]): Statement {
  return { code: [0x03, 0x40, sequence(...body).code, condition.code, 0x0d, 0, 0x0b] };
}

/** `if (condition) body`. */
export function when(condition: I32, ...body: readonly Statement[]): Statement {
  return { code: [condition.code, 0x04, 0x40, sequence(...body).code, 0x0b] };
}

/** `if (condition) yes else no`. */
export function choose(condition: I32, yes: Statement, no: Statement): Statement {
  return { code: [condition.code, 0x04, 0x40, yes.code, 0x05, no.code, 0x0b] };
}

/** Calls a function of the module that leaves nothing; functions are numbered in the order in which they were added. */
export function callFunction(index: number, parameters: readonly Expression<ValueType>[]): Statement {
  return { code: [parameters.map(({ code }) => code), 0x10, unsigned(index)] };
}
