// Every public function and method, called with values of every type.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe } from "../../../src/tensor/describe.js";
import type { Suite } from "../suite.js";
import { type Callee, exportedCallees, methodsOf } from "./callees.js";
import { hostileArguments } from "./hostile.js";
import { objects } from "./objects.js";
import { optionNames } from "./optionNames.js";

/** Public functions, and the methods of each kind of object. */
const functions = exportedCallees();
const methods = Object.entries(objects).flatMap(([name, make]) =>
  methodsOf(name, make(), {}).map((_, index) => (): Callee => {
    const object = make();
    return methodsOf(name, object, object)[index]!;
  }),
);
const callees: readonly (() => Callee)[] = [...functions.map((callee) => () => callee), ...methods];

/** The arguments of a case: the same in every process. */
function argumentsOf(place: number): unknown[] {
  return fc.sample(hostileArguments(optionNames), { seed: place, numRuns: 1 })[0]!;
}

let folder: string | null = null;

/** So that what is saved under a hostile name is saved nowhere else. */
function enterFolder(): void {
  if (folder !== null) return;
  const made = mkdtempSync(join(tmpdir(), "linnet-misuse-"));
  folder = made;
  process.chdir(made);
  process.on("exit", () => rmSync(made, { recursive: true, force: true }));
}

export const misuse: Suite = {
  name: "misuse",
  count: (mutations) => Math.max(mutations, callees.length),
  bounds: { seconds: 20, megabytes: 1000 },
  names: (message) => /^[^\n]{1,200}?(: | expected )/.test(message),
  run: async (place) => {
    enterFolder();
    const made = await callees[place % callees.length]!().call(argumentsOf(place));
    if (typeof made === "object" && made !== null && "close" in made && typeof made.close === "function")
      await made.close();
  },
  describe: async (place) => {
    const given = argumentsOf(place).map((value) =>
      typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype
        ? `{ ${Object.entries(value)
            .map(([name, entry]) => `${name}: ${describe(entry)}`)
            .join(", ")} }`
        : describe(value),
    );
    return `case ${place}, ${callees[place % callees.length]!().name}(${given.join(", ")})`;
  },
};
