// A graph of ops that is to be written: with the type of every value, which files of some formats state.

import type { Shape } from "../tensor/shape.js";
import type { ElementType, OpGraph } from "./opGraphTypes.js";

export interface ValueType {
  readonly type: ElementType;
  /** With a batch of one. */
  readonly shape: Shape;
  /** The axes whose length follows the batch. */
  readonly openAxes: readonly number[];
}

export interface WrittenGraph extends OpGraph {
  readonly name: string;
  /** Of every input, constant and output of a node. */
  readonly types: ReadonlyMap<string, ValueType>;
}
