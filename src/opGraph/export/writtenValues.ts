// The values of a graph that is written: each has a name of its own and a type, a constant its numbers.

import { takeName } from "../../formats/freeName.js";
import type { Constant, ElementType, ValueQuantization } from "../../formats/opGraphTypes.js";
import type { ValueType } from "../../formats/writtenGraph.js";
import { LinnetError } from "../../tensor/errors.js";
import { isFixed, type Length, ofOne } from "./length.js";
import { plainOrder } from "./order.js";

export class WrittenValues {
  readonly types = new Map<string, ValueType>();
  readonly constants = new Map<string, Constant>();
  /** What the integers of values stand for. */
  readonly quantization = new Map<string, ValueQuantization>();
  readonly #names = new Set<string>();
  /** Names of constants by what they hold. */
  readonly #shared = new Map<string, string>();

  /** The name, with a number behind it if another value has it. */
  nameLike(wanted: string): string {
    return takeName(wanted, this.#names);
  }

  /**
   * Says what a value is.
   * @param layer for errors
   * @throws LinnetError naming the layer if there is no such value of one example
   */
  declare(name: string, type: ElementType, lengths: readonly Length[], layer: string): void {
    const shape = lengths.map(ofOne);
    if (shape.some((length) => length < 0))
      throw new LinnetError(`export: layer "${layer}": it needs more than one example in a batch`);
    this.types.set(name, {
      type,
      shape,
      openAxes: plainOrder(shape.length).filter((axis) => !isFixed(lengths[axis]!)),
    });
  }

  /** Adds a constant, and returns its name. */
  addConstant(constant: Constant, wanted: string): string {
    const name = this.nameLike(wanted);
    this.constants.set(name, constant);
    this.types.set(name, { type: constant.type, shape: constant.shape, openAxes: [] });
    return name;
  }

  /** The name of a constant of a few numbers, which all that hold the same have in common. */
  shared(constant: Constant): string {
    const { type, shape, values } = constant;
    const key = `${type} ${values} [${shape}]`;
    const kind = type === "float32" ? "number" : "integers";
    const name = this.#shared.get(key) ?? this.addConstant(constant, `${kind}/${[...values].slice(0, 6).join("_")}`);
    this.#shared.set(key, name);
    return name;
  }
}
