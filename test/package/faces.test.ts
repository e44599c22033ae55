// What a page's modules export is what the library lists, and they lead a bundler straight to where each name is made.

import { readFileSync } from "node:fs";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { starFaces } from "../../build/faces.js";
import { root } from "../support/command.js";

const test = suite("the entries of a page's modules");

const entries = [
  ["node/index.js", "browser/index.js"],
  ["node/graph.js", "browser/graph/index.js"],
  ["node/jobs.js", "browser/jobs/index.js"],
  ["node/ops.js", "browser/tensor/ops/index.js"],
] as const;

for (const [inNode, inPage] of entries) {
  test(`${inPage} exports what ${inNode} does, and re-exports nothing by name`, async () => {
    const names = async (path: string): Promise<string[]> => Object.keys(await import(`${root}/dist/${path}`));
    assert.equal(await names(inPage), await names(inNode));
    assert.not.match(readFileSync(`${root}/dist/${inPage}`, "utf8"), /\{/);
  });
}

test("names are followed to their makers, and those that are not listed stay hidden", () => {
  const files = new Map([
    [
      "dist/browser/index.js",
      'import { one, two } from "./inner/index.js";\nimport { three } from "./three.js";\nexport {\n  one,\n  three,\n  two\n};\n',
    ],
    ["dist/browser/inner/index.js", 'import { one } from "./one.js";\nconst two = 2;\nexport {\n  one,\n  two\n};\n'],
    ["dist/browser/inner/one.js", "const one = 1, hidden = 0;\nexport {\n  hidden,\n  one\n};\n"],
    ["dist/browser/three.js", "const three = 3;\nexport {\n  three\n};\n"],
  ]);
  const made = starFaces(files, ["dist/browser/index.js"]);
  const index =
    'export * from "./face/inner/one.js";\nexport * from "./three.js";\nexport * from "./face/inner/index.js";\n';
  assert.is(made.get("dist/browser/index.js"), index);
  assert.is(made.get("dist/browser/face/inner/one.js"), 'export { one } from "../../inner/one.js";\n');
  assert.is(made.size, 3);
});

test("a name that is changed on its way is refused", () => {
  const files = new Map([["dist/browser/index.js", "const a = 1;\nexport {\n  a as b\n};\n"]]);
  assert.throws(() => starFaces(files, ["dist/browser/index.js"]), /a name is changed/);
});

test.run();
