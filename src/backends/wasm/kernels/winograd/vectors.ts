// Vectors that transforms use again, in locals that all transforms of a kernel share.

import type { Statement, V128 } from "../../assembler/expression.js";
import type { FunctionBuilder, Local } from "../../assembler/function.js";

/** Writes down what is kept, in order, until it is taken. */
export class KeptVectors {
  readonly #builder: FunctionBuilder;
  readonly #locals: Local<"v128">[] = [];
  #statements: Statement[] = [];

  constructor(builder: FunctionBuilder) {
    this.#builder = builder;
  }

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
