// Every option and argument of every command, with words that it does not expect: code 0, or a line and a code.

import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Command, CommanderError } from "commander";
import fc from "fast-check";
import { makeProgram } from "../../../src/cli/program.js";
import type { Suite } from "../suite.js";
import { hostileWord, writeHostileFiles } from "./hostileWords.js";
import { capturing } from "./printed.js";
import { caseFolder, commandFolder, commands, expectPlainEnd } from "./tinyCommands.js";

/** Milliseconds after which a job that is right so far gets Ctrl-C. */
const PATIENCE = 400;

const MODEL = "../model.safetensors";

/** Commands that would succeed, behind which the hostile words come. */
const tiny: { readonly [name: string]: readonly string[] } = {
  train: [...commands.train, "out.safetensors", "--epochs", "1"],
  tune: [...commands.tune, "out.json", "--trials", "2", "--epochs", "1"],
  quantize: ["quantize", MODEL, "../faces", "-o", "out.safetensors", "--pictures", "2", "--threads", "1"],
  prune: [...commands.prune, "out.safetensors", "--epochs", "1"],
  predict: ["predict", MODEL, "../faces/with_mask/0.png", "--threads", "1"],
  evaluate: ["evaluate", MODEL, "../faces", "--threads", "1"],
  audit: ["audit", "../faces", "--threads", "1"],
  summary: ["summary", MODEL],
  list: ["weights", "list"],
  get: ["weights", "get", "mobilenetv1"],
  convert: ["convert", MODEL, "out.onnx"],
  help: ["help", "train"],
};

/** What takes a word, or is one: an option by its flag, an argument by its place. */
interface Target {
  readonly command: string;
  readonly place: string | number;
  readonly takesWord: boolean;
}

const targetsOf = (command: Command): Target[] => [
  ...command.options.map(({ long, required, optional }) => ({
    command: command.name(),
    place: long!,
    takesWord: required || optional,
  })),
  ...command.registeredArguments.map((_, place) => ({ command: command.name(), place, takesWord: true })),
];

/** Those that do something: a command of commands is none of them. */
const leaves = ({ commands }: Command): Command[] =>
  commands.flatMap((command) => (command.commands.length > 0 ? leaves(command) : [command]));

const byCommand = new Map(leaves(makeProgram("0").program).map((command) => [command.name(), targetsOf(command)]));
const targets = [...byCommand.values()].flat();

/** The words of a case, the same in every process: one target in its turn, and now and then a second. */
function wordsOf(place: number): string[] {
  const first = targets[place % targets.length]!;
  const second = fc.option(fc.constantFrom(...byCommand.get(first.command)!), { nil: null });
  const drawn = fc.tuple(second, hostileWord, hostileWord);
  const [other, ...hostile] = fc.sample(drawn, { seed: place, numRuns: 1 })[0]!;
  const words = [...tiny[first.command]!];
  for (const [index, target] of [first, other].entries()) {
    if (target === null) continue;
    if (typeof target.place === "number") words[argumentPlace(first.command) + target.place] = hostile[index]!;
    else words.push(target.takesWord ? `${target.place}=${hostile[index]}` : target.place);
  }
  return words;
}

/** Behind the names of the command and of the one that it belongs to. */
function argumentPlace(command: string): number {
  return command === "get" ? 2 : 1;
}

async function runCommand(words: readonly string[]): Promise<number> {
  const { program, fail } = makeProgram("0");
  for (const command of [program, ...program.commands, ...leaves(program)]) command.exitOverride();
  const timer = setTimeout(() => process.emit("SIGINT", "SIGINT"), PATIENCE);
  process.exitCode = 0;
  try {
    await program.parseAsync(words, { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode;
    else fail(error);
  } finally {
    clearTimeout(timer);
  }
  const code = Number(process.exitCode);
  process.exitCode = 0;
  return code;
}

/** What no command may change. */
function inputsDigest(folder: string): string {
  const faces = readdirSync(join(folder, "faces"), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name));
  const digest = createHash("sha256");
  for (const file of [...faces.sort(), join(folder, "model.safetensors"), join(folder, "weights.safetensors")])
    digest.update(file).update(readFileSync(file));
  return digest.digest("hex");
}

export const misusedCommands: Suite = {
  name: "misuse of commands",
  count: (mutations) => Math.min(1000, mutations),
  // No LinnetError comes from here: the commands tell it.
  names: () => false,
  bounds: { seconds: 60, megabytes: 1500 },
  run: async (place) => {
    const folder = await caseFolder(`misuse-${place}`);
    const before = inputsDigest(await commandFolder());
    writeHostileFiles(folder);
    process.chdir(folder);
    // Nothing answers there, and nothing is downloaded.
    Object.assign(process.env, { LINNET_WEIGHTS_URL: "http://127.0.0.1:1", LINNET_CACHE: join(folder, "cache") });
    const outcome = await capturing(() => runCommand(wordsOf(place)));
    process.chdir("..");
    expectPlainEnd(outcome, [0, 1, 130]);
    expectPlainText(outcome.stdout + outcome.stderr);
    const left = readdirSync(folder).find((name) => /\.(part|lock)/.test(name));
    if (left !== undefined) throw new Error(`${left} is left`);
    if (inputsDigest(await commandFolder()) !== before) throw new Error("a file that is read has changed");
  },
  describe: async (place) =>
    `case ${place}, ${wordsOf(place)
      .map((word) => JSON.stringify(word.slice(0, 100)))
      .join(" ")}`,
};

function expectPlainText(text: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: what a terminal must not get is looked for
  if (/[\0-\x09\x0b-\x1f\x7f-\x9f]/.test(text)) throw new Error(`control characters: ${JSON.stringify(text)}`);
  if (text.length > 20_000) throw new Error(`${text.length} characters: ${text.slice(0, 300)}`);
}
