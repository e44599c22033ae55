// Where an element of one tensor lies in another, as WGSL text.

import { broadcastStrides, type Shape, sizeOf } from "../../../tensor/shape.js";
import type { Binding, Lane } from "./kernel.js";
import { inLanes, lanesIn } from "./shader.js";

interface Axis {
  readonly length: number;
  readonly stride: number;
}

/**
 * The place of element `index`, counted through `lengths`, in an array in which it moves by `strides`. Axes that lie
 * in it as in the count are walked as one.
 */
export function placeText(index: string, lengths: Shape, strides: readonly number[]): string {
  const axes: Axis[] = [];
  lengths.forEach((length, axis) => {
    const stride = strides[axis]!;
    const before = axes.at(-1);
    if (length === 1) return;
    if (before !== undefined && before.stride === stride * length)
      axes[axes.length - 1] = { length: before.length * length, stride };
    else axes.push({ length, stride });
  });
  let below = 1;
  const terms: string[] = [];
  for (let axis = axes.length - 1; axis >= 0; axis -= 1) {
    const { length, stride } = axes[axis]!;
    const divided = below === 1 ? index : `${index} / ${below}u`;
    const along = axis === 0 ? divided : `${below === 1 ? index : `(${divided})`} % ${length}u`;
    if (stride !== 0) terms.push(stride === 1 ? `(${along})` : `(${along}) * ${stride}u`);
    below *= length;
  }
  return terms.join(" + ") || "0u";
}

/** The element `index` of an array of this shape, repeated to `output`, as a lane; with the binding that it needs. */
export function readBroadcast(
  { name, input, shape }: { readonly name: string; readonly input: number; readonly shape: Shape },
  output: Shape,
  lane: Lane,
): { readonly binding: Binding; readonly text: string } {
  const strides = broadcastStrides(shape, output);
  const isRepeated = (strides.at(-1) ?? 0) === 0;
  const lanes = lanesIn(lane);
  const own: Lane = isRepeated ? "f32" : lane;
  const steps = strides.map((stride, axis) => (axis === output.length - 1 || own === "f32" ? stride : stride / lanes));
  const read = `${name}[${placeText("i", inLanes(output, lane), steps)}]`;
  return { binding: { name, input, lane: own, size: sizeOf(shape) }, text: own === lane ? read : `${lane}(${read})` };
}
