// One installation for all checks, and what they all expect.

import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Page } from "playwright-core";
import * as assert from "uvu/assert";
import { jpegSamples, width } from "../data/jpegSamples.js";
import { root, run } from "../support/command.js";
import { installPacked } from "../support/installed.js";
import type { SiteFiles } from "../support/page.js";

const { folder } = await installPacked();
process.on("exit", () => rmSync(folder, { recursive: true }));

export { folder as installed };

export const here = join(root, "test/loading");
export const { file: jpeg } = jpegSamples[0]!;

/** A project of its own beside the installed package, with `program.js`. */
export function newProject(): string {
  const project = mkdtempSync(join(folder, "project-"));
  cpSync(join(here, "program.js"), join(project, "program.js"));
  return project;
}

/** Every file of a folder, by its path in a site. */
export function siteOf(path: string, at = "/"): Map<string, Buffer> {
  const files = readdirSync(path, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const file = join(parentPath, name);
      return [at + file.slice(path.length + 1), readFileSync(file)] as const;
    }),
  );
}

/** The files of the installed package, as a static server has them. */
export const staticFiles: SiteFiles = siteOf(join(folder, "node_modules/linnet/dist"), "/linnet/");

export interface Outcome {
  readonly values: readonly number[];
  readonly how: string;
}

let expected: Promise<Outcome> | null = null;

/** What the installed package gives in this Node. */
function inNode(): Promise<Outcome> {
  expected ??= runIn(process.execPath, ["--input-type=module", "--eval"]);
  return expected;
}

/** What `trainAndPredict` gives in another engine. */
export async function runIn(engine: string, parameters: readonly string[]): Promise<Outcome> {
  return (await askIn(engine, parameters, "program.trainAndPredict()")) as Outcome;
}

/** What an expression with the exports of `program.js` gives in another engine. */
export async function askIn(engine: string, parameters: readonly string[], expression: string): Promise<unknown> {
  const project = newProject();
  const code = `import * as program from "${join(project, "program.js")}"; console.log(JSON.stringify(await ${expression}));`;
  const { code: exit, stdout, stderr } = await run(engine, [...parameters, code], { cwd: project });
  assert.is(exit, 0, stderr);
  return JSON.parse(stdout);
}

let bits: Promise<unknown> | null = null;

/** The digest of a reproducible training in this Node, on one thread. */
export function expectedBits(): Promise<unknown> {
  bits ??= askIn(process.execPath, ["--input-type=module", "--eval"], "program.reproducibleBits(1)");
  return bits;
}

export async function assertExpected({ values, how }: Outcome, way: RegExp): Promise<void> {
  const { values: wanted } = await inNode();
  assert.is(values.length, wanted.length);
  values.forEach((value, index) => assert.ok(Math.abs(value - wanted[index]!) < 1e-5, `${values}, in Node ${wanted}`));
  assert.match(how, way);
}

/** Trains and predicts in a page that runs `program.js`, within a minute. */
export async function tryPage(page: Page): Promise<Outcome> {
  // A policy may forbid what `waitForFunction` does.
  while (!(await page.evaluate("globalThis.trainAndPredict !== undefined"))) await setTimeout(50);
  const late = setTimeout(60_000, undefined, { ref: false }).then(() => {
    throw new Error("it hangs");
  });
  return Promise.race([page.evaluate("trainAndPredict()") as Promise<Outcome>, late]);
}

/** What `useLateParts` gives. */
export interface LateParts {
  readonly how: string;
  readonly classes: number;
  readonly svg: boolean;
  readonly width: number;
  readonly pixels: number;
}

export async function tryLateParts(page: Page): Promise<void> {
  assertLateParts((await page.evaluate(`useLateParts("${jpeg}")`)) as LateParts);
}

export function assertLateParts({ how, ...rest }: LateParts): void {
  assert.match(how, /GPU\.js webasm/);
  assert.equal(rest, { classes: 4, svg: true, width, pixels: 48 });
}
