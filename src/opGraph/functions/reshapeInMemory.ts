// Reshaping a value whose axes are not in order in memory: channels that are cut into groups and joined again, as ShuffleNet
// does, stay behind the pixels.

import { reshape } from "../../tensor/ops/reshape.js";
import type { Shape } from "../../tensor/shape.js";
import { type ReshapeGroup, reshapeGroups } from "../reshapeGroups.js";
import { permute, type TensorValue, tensorValue } from "../value.js";
import { simplify } from "./axesInMemory.js";

/** Null if the axes are in order already, or no axes of the two shapes correspond. */
export function reshapedInMemory(value: TensorValue, target: Shape): TensorValue | null {
  const { tensor, axes, type } = value;
  if (axes === null) return null;
  const shape = axes.map((place) => tensor.shape[place]!);
  if (shape.includes(0)) return null;
  const groups = reshapeGroups(shape, target);
  if (groups.length < 2) return null;
  // Groups in the order in which their first axes lie in memory, each with its axes together.
  const firstPlace = ({ from }: ReshapeGroup): number => Math.min(tensor.rank, ...from.map((axis) => axes[axis]!));
  const inMemory = [...groups].sort((a, b) => firstPlace(a) - firstPlace(b));
  const order = inMemory.flatMap(({ from }) => from.map((axis) => axes[axis]!));
  const targets = inMemory.flatMap(({ to }) => to);
  const together = permute(tensor, order);
  const places = new Array<number>(target.length);
  targets.forEach((axis, place) => {
    places[axis] = place;
  });
  const memory = targets.map((axis) => target[axis]!);
  return tensorValue(reshape(together, memory), type, simplify(places));
}
