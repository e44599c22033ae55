// A WebAssembly function under construction: its locals, and the statements that structure code.

import { type Code, sized, unsigned } from "./encode.js";
import {
  codeOfValue,
  type Expression,
  type I32,
  type Integer,
  i32,
  type Statement,
  type ValueType,
  valueTypeCodes,
} from "./expression.js";
import { codeOf } from "./instructions.js";

/** A local variable; as an expression, its value. */
export interface Local<Type extends ValueType> extends Expression<Type> {
  set(value: Type extends "i32" ? Integer : Expression<Type>): Statement;
}

interface LoopBounds {
  readonly from: Integer;
  readonly to: Integer;
  readonly step: Integer;
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
    return sized([unsigned(locals.length), locals, this.#body, codeOf("end")]);
  }
}

function localAt<Type extends ValueType>(type: Type, index: number): Local<Type> {
  const place = unsigned(index);
  return {
    type,
    code: [codeOf("local.get"), place],
    set: (value) => ({ code: [codeOfValue(value), codeOf("local.set"), place] }),
  };
}

type Tuple<T, Length extends number, Items extends T[] = []> = Items["length"] extends Length
  ? Items
  : Tuple<T, Length, [...Items, T]>;

/** Adds that many integers. */
export function counters<Count extends number>(builder: FunctionBuilder, count: Count): Tuple<Local<"i32">, Count> {
  return Array.from({ length: count }, () => builder.local("i32")) as Tuple<Local<"i32">, Count>;
}

/** The type of a block that leaves no value. */
const NO_VALUE = 0x40;

/** Several statements as one. */
export function sequence(...statements: readonly Statement[]): Statement {
  return { code: statements.map(({ code }) => code) };
}

/** `for (counter = from; counter < to; counter += step) body`, unsigned; each round ends with the test. */
export function forLoop(
  counter: Local<"i32">,
  { from, to, step }: LoopBounds,
  ...body: readonly Statement[]
): Statement {
  const goesOn = i32.lessUnsigned(counter, to);
  return sequence(counter.set(from), when(goesOn, repeatWhile(goesOn, ...body, advance(counter, step))));
}

/** `counter += by`. */
export function advance(counter: Local<"i32">, by: Integer): Statement {
  return counter.set(i32.add(counter, by));
}

/** `do body while (condition)`. */
export function repeatWhile(condition: I32, ...body: readonly Statement[]): Statement {
  return {
    code: [codeOf("loop"), NO_VALUE, sequence(...body).code, condition.code, codeOf("br_if"), 0, codeOf("end")],
  };
}

/** `if (condition) body`. */
export function when(condition: I32, ...body: readonly Statement[]): Statement {
  return { code: [condition.code, codeOf("if"), NO_VALUE, sequence(...body).code, codeOf("end")] };
}

/** `if (condition) yes else no`. */
export function choose(condition: I32, yes: Statement, no: Statement): Statement {
  return { code: [condition.code, codeOf("if"), NO_VALUE, yes.code, codeOf("else"), no.code, codeOf("end")] };
}

/** Calls a function of the module that has no result; functions are numbered in the order in which they were added. */
export function callFunction(index: number, parameters: readonly (Expression<ValueType> | number)[]): Statement {
  return { code: [parameters.map(codeOfValue), codeOf("call"), unsigned(index)] };
}
