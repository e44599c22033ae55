// SIGKILL at random moments, and --resume: the command comes to what it comes to without a break.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { seededRandom } from "../../../src/tensor/random.js";
import { linnet } from "../../support/command.js";
import type { Suite } from "../suite.js";
import {
  type CommandName,
  caseFolder,
  commands,
  expectPlainEnd,
  expectWholeFiles,
  modelsIn,
  partOf,
} from "./tinyCommands.js";

const outputs: { readonly [Name in CommandName]: string } = {
  train: "out.safetensors",
  tune: "out.json",
  prune: "out.safetensors",
};

const checkpoints: { readonly [Name in CommandName]: string } = {
  train: "out.checkpoint.safetensors",
  tune: "linnet-tune.checkpoint.safetensors",
  prune: "out.checkpoint.safetensors",
};

/** What the command comes to without a break, and how long it takes. */
const whole = new Map<CommandName, Promise<{ readonly models: string; readonly milliseconds: number }>>();

async function runWhole(name: CommandName) {
  const folder = await caseFolder(`whole-${name}`);
  const started = performance.now();
  expectPlainEnd(await linnet(parametersOf(name), { cwd: folder }), [0]);
  return { models: modelsIn(folder), milliseconds: performance.now() - started };
}

const parametersOf = (name: CommandName): readonly string[] => [...commands[name], outputs[name], ...more[name]];

const more: { readonly [Name in CommandName]: readonly string[] } = { train: ["--epochs", "6"], tune: [], prune: [] };

/** @param kills how many at most */
export function killSuite(name: CommandName, kills: number): Suite {
  const momentOf = (place: number): number => seededRandom("kills", name, place)();
  return {
    name: `kills of ${name}`,
    count: (mutations) => partOf(kills, mutations),
    // No LinnetError comes from here: the commands are other processes.
    names: () => false,
    bounds: { seconds: 300, megabytes: 1000 },
    run: async (place) => {
      if (!whole.has(name)) whole.set(name, runWhole(name));
      const { models, milliseconds } = await whole.get(name)!;
      const folder = await caseFolder(`${name}-${place}`);
      let timer: NodeJS.Timeout | undefined;
      const killed = await linnet(parametersOf(name), {
        cwd: folder,
        onStart: (child) => {
          timer = setTimeout(() => child.kill("SIGKILL"), momentOf(place) * milliseconds);
        },
      });
      clearTimeout(timer);
      expectPlainEnd(killed, [null, 0]);
      const isKept = existsSync(join(folder, checkpoints[name]));
      expectWholeFiles(folder, /^out|^linnet-tune/);
      if (killed.code === null)
        expectPlainEnd(await linnet([...parametersOf(name), ...(isKept ? ["--resume"] : [])], { cwd: folder }), [0]);
      if (modelsIn(folder) !== models) throw new Error("it came to another result");
      expectWholeFiles(folder, /^out(-0\.\d)?\.(safetensors|json)$/);
    },
    describe: async (place) => `a kill after ${(100 * momentOf(place)).toFixed(1)} % of the time`,
  };
}
