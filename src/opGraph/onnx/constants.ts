// Values that stand in nodes, or follow from shapes.

import type { GraphNode } from "../../formats/opGraphTypes.js";
import { LinnetError } from "../../tensor/errors.js";
import { constantOf, numberOf, numbersOf } from "../attributes.js";
import { checkSize, filledValue, knownValue } from "../knownValues.js";
import type { OpFunction } from "../opTable.js";
import { constantValue } from "../quantizedValue.js";
import { hostValue, shapeOf, toNumbers, type Value } from "../value.js";
import { castTo, typeOfNumber } from "./cast.js";
import { expectInput } from "./inputs.js";

const constant: OpFunction = (_, node) => [valueIn(node)];

function valueIn(node: GraphNode): Value {
  const { attributes } = node;
  const tensor = constantOf(node, "value");
  if (tensor !== null) return constantValue(tensor);
  if (attributes.value_float !== undefined) return knownValue("float32", [], [numberOf(node, "value_float")]);
  if (attributes.value_int !== undefined) return knownValue("int64", [], [numberOf(node, "value_int")]);
  const floats = numbersOf(node, "value_floats");
  if (floats !== null) return knownValue("float32", [floats.length], floats);
  const ints = numbersOf(node, "value_ints");
  if (ints !== null) return knownValue("int64", [ints.length], ints);
  const { value_string: word, value_strings: words } = attributes;
  if (typeof word === "string") return hostValue("string", [], [word]);
  if (Array.isArray(words)) return hostValue("string", [words.length], words.map(String));
  throw new LinnetError("expected a value, there is none that linnet reads");
}

const constantOfShape: OpFunction = (inputs, node) => {
  const shape = toNumbers(expectInput(inputs, 0), "the shape");
  const value = constantOf(node, "value");
  const [fill = 0] = value === null ? [0] : value.values;
  return [filledValue(value?.type ?? "float32", shape, Number(fill))];
};

const range: OpFunction = (inputs) => {
  const [start, limit, delta] = [0, 1, 2].map((index) => toNumbers(expectInput(inputs, index), "a bound")[0] ?? 0);
  const count = Math.max(Math.ceil((limit! - start!) / delta!), 0);
  checkSize([count], true);
  const numbers = Array.from({ length: count }, (_, index) => start! + index * delta!);
  return [knownValue(expectInput(inputs, 0).type, [count], numbers)];
};

const eyeLike: OpFunction = (inputs, node) => {
  const like = expectInput(inputs, 0);
  const [rows, columns] = shapeOf(like) as [number, number];
  const diagonal = numberOf(node, "k", 0);
  const type = node.attributes.dtype === undefined ? like.type : typeOfNumber(numberOf(node, "dtype"));
  checkSize([rows, columns], true);
  const numbers = Array.from({ length: rows * columns }, (_, place) =>
    Number((place % columns) - Math.floor(place / columns) === diagonal),
  );
  return [knownValue(type, [rows, columns], numbers)];
};

const cast: OpFunction = (inputs, node) => [castTo(expectInput(inputs, 0), typeOfNumber(numberOf(node, "to")))];

export const constants: { readonly [op: string]: OpFunction } = {
  Constant: constant,
  ConstantOfShape: constantOfShape,
  Range: range,
  EyeLike: eyeLike,
  Cast: cast,
  CastLike: (inputs) => [castTo(expectInput(inputs, 0), expectInput(inputs, 1).type)],
};
