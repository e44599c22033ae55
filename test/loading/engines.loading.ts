// Other engines than a page: the versions of Node that `engines` promises, Bun and Deno.

import { existsSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { run } from "../support/command.js";
import {
  askIn,
  assertExpected,
  assertLateParts,
  expectedBits,
  here,
  installed,
  jpeg,
  newProject,
  runIn,
} from "./support.js";

const test = suite("engines");
const module = (path: string): string => join(here, "node_modules", path);
const bun = ["@oven/bun-linux-x64/bin/bun", "@oven/bun-linux-x64-baseline/bin/bun"].map(module).find(existsSync)!;

const nodes = ["20", "22", "24", "26"].map((version) => ({
  name: `Node ${version}`,
  path: module(`node${version}/bin/node`),
  parameters: ["--input-type=module", "--eval"],
}));

const engines = [
  ...nodes,
  { name: "Bun", path: bun, parameters: ["--eval"] },
  { name: "Deno", path: module("@deno/linux-x64-glibc/deno"), parameters: ["eval", "--node-modules-dir=manual"] },
];

for (const { name, path, parameters } of engines) {
  test(`${name} trains and predicts on two threads`, async () => {
    await assertExpected(await runIn(path, parameters), /2 threads$/);
  });

  test(`${name} loads the rest when it needs it`, async () => {
    const project = newProject();
    const code = `
      const { useLateParts } = await import("${join(project, "program.js")}");
      console.log(JSON.stringify(await useLateParts("${jpeg}")));`;
    const { code: exit, stdout, stderr } = await run(path, [...parameters, code], { cwd: project });
    assert.is(exit, 0, stderr);
    assertLateParts(JSON.parse(stdout));
  });
}

for (const { name, path, parameters } of nodes) {
  test(`${name} comes to the bits that every engine comes to, on one thread and on two`, async () => {
    for (const threads of [1, 2])
      assert.is(await askIn(path, parameters, `program.reproducibleBits(${threads})`), await expectedBits());
  });
}

for (const { name, path } of nodes) {
  test(`${name}: CommonJS takes it by require where that loads modules, by import() everywhere`, async () => {
    const program = `
      import("linnet").then(({ Tensor }) => {
        const required = process.features.require_module ? require("linnet").Tensor : Tensor;
        console.log(required === Tensor);
      });`;
    const { stdout, stderr } = await run(path, ["--input-type=commonjs", "--eval", program], { cwd: installed });
    assert.is(stdout.trim(), "true", stderr);
  });
}

test.run();
