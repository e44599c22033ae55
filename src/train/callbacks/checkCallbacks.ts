// The check of the callbacks given to fit: a function by another name than Keras's would never be called.

import { describe } from "../../tensor/describe.js";
import { nearestName } from "../../tensor/entryByName.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback } from "./callback.js";

const functions = {
  onTrainBegin: true,
  onEpochBegin: true,
  onBatchBegin: true,
  onBatchEnd: true,
  onEpochEnd: true,
  onTrainEnd: true,
} as const satisfies { readonly [Name in keyof Callback as Name extends `on${string}` ? Name : never]-?: true };

/** What a callback may have beside functions. */
const others: readonly string[] = ["memory", "checkpoint", "endsOnNaN"] satisfies readonly (keyof Callback)[];

/** @throws LinnetError naming the callback that is none, or has an unknown function */
export function checkCallbacks(callbacks: readonly Callback[]): void {
  if (!Array.isArray(callbacks))
    throw new LinnetError(`fit: expected callbacks to be an array, got ${describe(callbacks)}`);
  for (const [place, callback] of callbacks.entries()) checkCallback(`fit: callbacks[${place}]`, callback);
}

function checkCallback(where: string, callback: unknown): void {
  const known = Object.keys(functions);
  if (typeof callback !== "object" || callback === null || Array.isArray(callback))
    throw new LinnetError(`${where}: expected a callback, such as earlyStopping(), got ${describe(callback)}`);
  const names = namesOf(callback);
  const wrong = names.find((name) => /^on[A-Z_]/.test(name) && !known.includes(name));
  if (wrong !== undefined) {
    const nearest = nearestName(wrong.replace(/train_?batch/i, "Batch"), known);
    const hint = nearest === null ? `expected ${known.join(", ")}` : `did you mean ${nearest}?`;
    throw new LinnetError(`${where}: unknown function ${wrong}: ${hint}`);
  }
  if (!names.some((name) => known.includes(name) || others.includes(name)))
    throw new LinnetError(`${where}: expected one or more of ${known.join(", ")}, got ${describe(callback)}`);
  for (const name of names.filter((one) => known.includes(one))) {
    const value: unknown = Reflect.get(callback, name);
    if (value !== undefined && typeof value !== "function")
      throw new LinnetError(`${where}: expected ${name} to be a function, got ${describe(value)}`);
  }
}

/** Its own names and those of its class. */
function namesOf(callback: object): string[] {
  const own = Object.getOwnPropertyNames(callback);
  const parent: unknown = Object.getPrototypeOf(callback);
  if (typeof parent !== "object" || parent === null || parent === Object.prototype) return own;
  return [...own, ...namesOf(parent)];
}
