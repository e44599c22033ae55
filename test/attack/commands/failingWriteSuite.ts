// A disk that is full from the nth write on, for every n: what was there stays whole, and a line says what is wrong.

import { copyFileSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { root, run } from "../../support/command.js";
import type { Suite } from "../suite.js";
import {
  type CommandName,
  caseFolder,
  commandFolder,
  commands,
  expectPlainEnd,
  expectWholeFiles,
  partOf,
} from "./tinyCommands.js";

const PRELOAD = fileURLToPath(new URL("failingWrites.mjs", import.meta.url));

/** @param writes beyond which the command makes none */
export function failingWriteSuite(name: CommandName, writes: number): Suite {
  // The first few are far from each other: 7 has no divisor in common with the counts of writes.
  const writeOf = (place: number): number => ((7 * place + 2) % writes) + 1;
  return {
    name: `full disk of ${name}`,
    count: (mutations) => partOf(writes, mutations),
    // No LinnetError comes from here: the commands are other processes.
    names: () => false,
    bounds: { seconds: 120, megabytes: 1000 },
    run: async (place) => {
      const folder = await caseFolder(`${name}-write-${place}`);
      const output = name === "tune" ? "out.json" : "out.safetensors";
      const before = join(await commandFolder(), "model.safetensors");
      if (name === "train") copyFileSync(before, join(folder, output));
      const main = join(root, "dist/node/main.js");
      const outcome = await run(
        process.execPath,
        ["--import", PRELOAD, main, ...commands[name], output, "--epochs", "2"],
        {
          cwd: folder,
          env: { FAIL_AT: String(writeOf(place)) },
        },
      );
      expectPlainEnd(outcome, [0, 1]);
      if (outcome.code === 1 && !/ENOSPC/.test(outcome.stderr)) throw new Error(`another error: ${outcome.stderr}`);
      expectWholeFiles(folder, /^out|^linnet-tune/);
      if (name === "train" && outcome.code === 1 && !readFileSync(join(folder, output)).equals(readFileSync(before)))
        throw new Error("the model that was there has changed");
    },
    describe: async (place) => `write ${writeOf(place)} and all after it fail`,
  };
}
