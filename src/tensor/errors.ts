// The errors that linnet throws, and the one place that words them.

import { describe } from "./describe.js";
import type { Shape } from "./shape.js";
import { formatShape } from "./shape.js";

/** Every error that linnet raises on purpose. */
export class LinnetError extends Error {
  override name = "LinnetError";
}

/** An op or a layer was given shapes or arguments that it cannot work with. */
export class ShapeError extends LinnetError {
  override name = "ShapeError";

  /**
   * @param op the op's name, such as `conv2d`
   * @param reason what was expected and what was found
   * @param shapes the shape of every input, by the input's name
   * @param layer the layer that called the op, if there is one
   */
  constructor(
    readonly op: string,
    readonly reason: string,
    readonly shapes: readonly (readonly [name: string, shape: Shape])[] = [],
    readonly layer: string | null = null,
  ) {
    const where = layer === null ? op : `${op} "${layer}"`;
    const found = shapes.map(([name, shape]) => `${name} ${formatShape(shape)}`).join(", ");
    super(`${where}: ${reason}${found === "" ? "" : ` (${found})`}`);
  }

  /** The same error, saying which layer made the call. */
  inLayer(layer: string): ShapeError {
    return this.layer === null ? new ShapeError(this.op, this.reason, this.shapes, layer) : this;
  }
}

/** Threads could not start, or ended before their work was done. */
export class ThreadError extends LinnetError {
  override name = "ThreadError";

  /**
   * @param user whose threads they were, such as `wasm backend`
   * @param kind `unavailable`: they could not start; `died`: one ended by itself; `closed`: their user stopped them
   */
  constructor(
    readonly user: string,
    readonly kind: "unavailable" | "died" | "closed",
    readonly reason: string,
  ) {
    const what = { unavailable: "threads could not start: ", died: "a thread died: ", closed: "" }[kind];
    super(`${user}: ${what}${reason}`);
  }
}

/** What a shape rule throws: only the reason. `apply` adds the op and the shapes. */
export class Expectation extends Error {
  override name = "Expectation";
}

/** Throws an `Expectation` naming the argument unless it is a whole number of `least` or more. Default: 1. */
export function expectWhole(name: string, value: number, least = 1): void {
  expect(
    Number.isInteger(value) && value >= least,
    () => `${name} is expected to be a whole number of ${least} or more, got ${describe(value)}`,
  );
}

/** Throws an `Expectation` with this reason unless the condition holds. */
export function expect(condition: boolean, reason: () => string): asserts condition {
  if (!condition) throw new Expectation(reason());
}
