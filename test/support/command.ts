// Running the built `linnet` command, as a person does.

import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { drawFace } from "../../src/data/sample/face.js";
import { encodePng } from "./encodePng.js";

export const root = fileURLToPath(new URL("../../", import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface RunOptions {
  readonly env?: { readonly [name: string]: string };
  readonly cwd?: string;
  readonly onStart?: (child: ChildProcess) => void;
  /** Called with all that was printed so far, each time that more comes. */
  readonly onOutput?: (printed: string, child: ChildProcess) => void;
}

export function run(command: string, parameters: readonly string[], options: RunOptions = {}): Promise<Outcome> {
  const child = spawn(command, parameters, {
    cwd: options.cwd ?? root,
    env: { ...process.env, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  options.onStart?.(child);
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk;
    options.onOutput?.(stdout, child);
  });
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk;
  });
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => resolve({ code, stdout, stderr }));
  });
}

export function linnet(parameters: readonly string[], options?: RunOptions): Promise<Outcome> {
  return run(process.execPath, [join(root, "dist/node/main.js"), ...parameters], options);
}

const drawn = new Map<number, Uint8Array>();

/** A face as a PNG file, which many tests ask for: those of even seeds wear a mask. */
function facePng(seed: number): Uint8Array {
  const known = drawn.get(seed) ?? encodePng(drawFace({ mask: seed % 2 === 0, seed, size: 48 }));
  drawn.set(seed, known);
  return known;
}

/** Writes a folder of drawn faces with a folder for each class. */
export function writeFaces(folder: string, count: number): void {
  for (const [place, name] of ["with_mask", "without_mask"].entries()) {
    mkdirSync(join(folder, name), { recursive: true });
    for (let number = 0; number < count; number += 1) {
      writeFileSync(join(folder, name, `${number}.png`), facePng(2 * number + place));
    }
  }
}
