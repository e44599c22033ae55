// Winograd's transforms of vectors: numbers that are used again are kept in locals, which all transforms of a kernel share.

import { f32x4, type Statement, type V128 } from "../../assembler/expression.js";
import type { FunctionBuilder, Local } from "../../assembler/function.js";
import { constant } from "../lanes.js";
import type { Numbers } from "./transforms.js";

/** Writes down what is kept, in order, until it is taken. */
export class KeptVectors implements Numbers<V128> {
  readonly #builder: FunctionBuilder;
  readonly #locals: Local<"v128">[] = [];
  #statements: Statement[] = [];

  constructor(builder: FunctionBuilder) {
    this.#builder = builder;
  }

  readonly add = f32x4.add;
  readonly subtract = f32x4.subtract;
  readonly half = (a: V128): V128 => f32x4.multiply(a, constant(0.5));

  readonly keep = (a: V128): V128 => {
    const local = this.#locals[this.#statements.length] ?? this.#builder.local("v128");
    this.#locals[this.#statements.length] = local;
    this.#statements.push(local.set(a));
    return local;
  };

  /** What has been kept since the last time; its locals may be used again after the statements that follow. */
  take(): readonly Statement[] {
    const statements = this.#statements;
    this.#statements = [];
    return statements;
  }
}
