// In which order a plan comes to the new values of a step's state.

import type { StepState } from "./stepState.js";

/**
 * The states' numbers, in the order in which a plan is to compute what they become: those of the last weights first, as gradients
 * arrive, so that what they are made of is still in a cache, and its memory is free soon. Weights that stand behind a kernel
 * larger than a pixel wait for it: up to there rows go through several kernels in one go, which updates would part.
 */
export function updateOrder(state: readonly StepState[]): number[] {
  const places = new Map<string, number[]>();
  for (const [index, { name }] of state.entries()) {
    const weight = weightOf(name);
    places.set(weight, [...(places.get(weight) ?? []), index]);
  }
  const large = new Set(state.filter(({ tensor }) => isLargeKernel(tensor.shape)).map(({ name }) => weightOf(name)));
  const order: number[] = [];
  let waiting: number[] = [];
  for (const [weight, own] of [...places].reverse()) {
    if (large.has(weight)) {
      order.push(...own, ...inOrder(waiting));
      waiting = [];
    } else waiting.push(...own);
  }
  return [...order, ...inOrder(waiting)];
}

function inOrder(places: readonly number[]): number[] {
  return [...places].sort((a, b) => a - b);
}

/** A moment's name begins with its weight's. */
function weightOf(name: string): string {
  return name.replace(/\/slot\d+$/, "");
}

function isLargeKernel(shape: readonly number[]): boolean {
  return shape.length === 4 && shape[0]! * shape[1]! > 1;
}
