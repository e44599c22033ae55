// Reshaping a value whose axes are not in order in memory: channels that are cut into groups and joined again, as ShuffleNet
// does, stay behind the pixels.

import { reshape } from "../../tensor/ops/reshape.js";
import type { Shape } from "../../tensor/shape.js";
import { permute, type TensorValue, tensorValue } from "../value.js";
import { simplify } from "./axesInMemory.js";

/** Neighboring axes that become neighboring axes of as many elements. */
interface Group {
  readonly sources: readonly number[];
  readonly targets: readonly number[];
}

/** Null if the axes are in order already, or no axes of the two shapes correspond. */
export function reshapedInMemory(value: TensorValue, target: Shape): TensorValue | null {
  const { tensor, axes, type } = value;
  if (axes === null) return null;
  const shape = axes.map((place) => tensor.shape[place]!);
  const groups = groupsOf(shape, target);
  if (groups === null) return null;
  // Groups in the order in which their first axes lie in memory, each with its axes together.
  const firstPlace = ({ sources }: Group): number => Math.min(tensor.rank, ...sources.map((axis) => axes[axis]!));
  const inMemory = [...groups].sort((a, b) => firstPlace(a) - firstPlace(b));
  const order = inMemory.flatMap(({ sources }) => sources.map((axis) => axes[axis]!));
  const targets = inMemory.flatMap((group) => group.targets);
  const together = permute(tensor, order);
  const places = new Array<number>(target.length);
  targets.forEach((axis, place) => {
    places[axis] = place;
  });
  const memory = targets.map((axis) => target[axis]!);
  return tensorValue(reshape(together, memory), type, simplify(places));
}

/** The smallest groups; null if there is but one, or an axis has no entries. */
function groupsOf(shape: Shape, target: Shape): Group[] | null {
  if (shape.includes(0)) return null;
  const groups: Group[] = [];
  let [from, to] = [0, 0];
  while (from < shape.length || to < target.length) {
    const [sources, targets]: [number[], number[]] = [[], []];
    let [before, after] = [1, 1];
    do {
      if ((before <= after && from < shape.length) || to >= target.length) {
        before *= shape[from]!;
        sources.push(from++);
      } else {
        after *= target[to]!;
        targets.push(to++);
      }
    } while (before !== after);
    groups.push({ sources, targets });
  }
  return groups.length > 1 ? groups : null;
}
