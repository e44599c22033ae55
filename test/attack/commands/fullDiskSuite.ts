// A disk that is truly full: a small tmpfs, in which there is room for a part of what train writes.

import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, readFileSync, rmdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { linnet } from "../../support/command.js";
import type { Suite } from "../suite.js";
import { caseFolder, commandFolder, commands, expectPlainEnd, expectWholeFiles, partOf } from "./tinyCommands.js";

/** Parts of the model's size that there is room for. */
const ROOM = [0.5, 1.9, 0.01, 1.1, 2.5, 8];

export const fullDiskSuite: Suite = {
  name: "truly full disk of train",
  count: (mutations) => partOf(ROOM.length, mutations),
  skipped: whyNotMounted,
  // No LinnetError comes from here: the commands are other processes.
  names: () => false,
  bounds: { seconds: 120, megabytes: 1000 },
  run: async (place) => {
    const folder = await caseFolder(`full-${place}`);
    const model = join(await commandFolder(), "model.safetensors");
    const size = Math.ceil(ROOM[place]! * readFileSync(model).length);
    const unmount = mount(folder, size);
    try {
      const output = join(folder, "out.safetensors");
      const isThere = ROOM[place]! > 1;
      if (isThere) copyFileSync(model, output);
      const outcome = await linnet([...commands.train, "out.safetensors", "--epochs", "2"], { cwd: folder });
      expectPlainEnd(outcome, [ROOM[place]! < 5 ? 1 : 0]);
      if (outcome.code === 1 && !/ENOSPC/.test(outcome.stderr)) throw new Error(`another error: ${outcome.stderr}`);
      expectWholeFiles(folder, /^out(\.checkpoint)?\.safetensors$/);
      if (outcome.code === 1 && existsSync(output) !== isThere)
        throw new Error("a model is there that was not, or gone");
      if (outcome.code === 1 && isThere && !readFileSync(output).equals(readFileSync(model)))
        throw new Error("the model that was there has changed");
    } finally {
      unmount();
    }
  },
  describe: async (place) => `room for ${ROOM[place]} models`,
};

function mount(folder: string, size: number): () => void {
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "linnet", folder], { stdio: "pipe" });
  return () => execFileSync("umount", [folder], { stdio: "pipe" });
}

/** Mounting takes rights that few have. */
function whyNotMounted(): string | null {
  const folder = mkdtempSync(join(tmpdir(), "linnet-mount-"));
  try {
    mount(folder, 4096)();
    return null;
  } catch (error) {
    return `a tmpfs could not be mounted (${String((error as { stderr?: Buffer }).stderr ?? error).trim()})`;
  } finally {
    rmdirSync(folder);
  }
}
