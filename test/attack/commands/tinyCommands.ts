// What commands are attacked with: a few faces, a small base, and a model that was trained on them.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Network } from "../../../src/model/network.js";
import { writeBaseWeights } from "../../support/baseWeights.js";
import { linnet, type Outcome, writeFaces } from "../../support/command.js";

const BASE = "--weights ../weights.safetensors --base mobilenetv2 --alpha 0.35 --size 32 --batch-size 8 --threads 1";

/** Commands that keep what they do, without their outputs. */
export const commands = {
  train: ["train", "../faces", ...BASE.split(" "), "--hidden", "8", "--no-report", "--checkpoint-seconds", "0", "-o"],
  tune: ["tune", "../faces", ...BASE.split(" "), "--trials", "9", "--epochs", "9", "--json"],
  prune: [
    "prune",
    "../model.safetensors",
    "../faces",
    "--sparsity",
    "0.5,0.7",
    "--epochs",
    "2",
    "--batch-size",
    "4",
    "--threads",
    "1",
    "-o",
  ],
} as const;

export type CommandName = keyof typeof commands;

let made: Promise<string> | null = null;

/** A folder with faces, weights and a model, made once a process. */
export function commandFolder(): Promise<string> {
  made ??= makeFolder();
  return made;
}

async function makeFolder(): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "linnet-commands-"));
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  writeFaces(join(folder, "faces"), 15);
  await writeBaseWeights(join(folder, "weights.safetensors"));
  mkdirSync(join(folder, "first"));
  const trained = await linnet([...commands.train, "../model.safetensors", "--epochs", "1"], {
    cwd: join(folder, "first"),
  });
  if (trained.code !== 0) throw new Error(trained.stderr);
  return folder;
}

/** A folder of its own for a case, beside the faces. */
export async function caseFolder(name: string): Promise<string> {
  const folder = join(await commandFolder(), name);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  return folder;
}

/** @throws Error unless the command has ended with one of the codes, and with lines but no stack */
export function expectPlainEnd({ code, stderr }: Outcome, codes: readonly (number | null)[]): void {
  if (!codes.includes(code)) throw new Error(`ended with code ${code}: ${stderr}`);
  if (/\n\s+at .*[:(]\d+|ERR_|fault of linnet's|node:internal/.test(stderr)) throw new Error(`a stack: ${stderr}`);
  if (code === 1 && !/^linnet:/m.test(stderr)) throw new Error(`no line: ${stderr}`);
}

/** @throws Error if a file is not whole, or another is left than outputs and checkpoints */
export function expectWholeFiles(folder: string, allowed: RegExp): void {
  for (const name of readdirSync(folder)) {
    if (!allowed.test(name)) throw new Error(`${name} is left`);
    if (/\.safetensors$/.test(name) && !/checkpoint/.test(name))
      Network.decode(readFileSync(join(folder, name)), { file: name });
  }
}

/** The weights of every model in a folder, by the file. */
export function modelsIn(folder: string): string {
  const files = readdirSync(folder).filter((name) => /\.safetensors$/.test(name) && !/checkpoint/.test(name));
  const models = files.sort().map((name) => {
    const network = Network.decode(readFileSync(join(folder, name)), { file: name });
    return [
      name,
      [...network.getWeights()].map(([weight, { values }]) => [
        weight,
        Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("base64"),
      ]),
    ];
  });
  const json = join(folder, "out.json");
  const winner = existsSync(json) ? JSON.parse(readFileSync(json, "utf8")).winner : null;
  return JSON.stringify([models, winner]);
}

/** Of cases that start commands, which take seconds: all at 10,000 mutations, and two at few. */
export function partOf(cases: number, mutations: number): number {
  return Math.min(cases, Math.max(2, Math.round((mutations / 10000) * cases)));
}
