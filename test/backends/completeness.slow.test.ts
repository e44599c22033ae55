// What is missing in a backend does not compile: tried on copies of the sources.

import { execFile } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { test } from "uvu";
import * as assert from "uvu/assert";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const WASM = "src/backends/wasm/kernels/index.ts";
const GPU = "src/backends/gpu/kernels/index.ts";
const WEBGPU = "src/backends/webgpu/kernels/index.ts";
/** What each op becomes in files of other programs. */
const EXPORTS = ["src/opGraph/export/onnx/dialect.ts", "src/opGraph/export/tflite/dialect.ts"];

interface Edit {
  readonly file: string;
  readonly from: string;
  readonly to: string;
}

/** The files in which the compiler finds something wrong once the sources are edited, with what it says. */
async function wrongFiles(...edits: readonly Edit[]): Promise<Map<string, string>> {
  const copy = mkdtempSync(join(tmpdir(), "linnet-copy-"));
  try {
    cpSync(join(ROOT, "src"), join(copy, "src"), { recursive: true });
    for (const name of ["package.json", "tsconfig.json"]) cpSync(join(ROOT, name), join(copy, name));
    symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"), "junction");
    for (const { file, from, to } of edits) {
      const text = readFileSync(join(copy, file), "utf8");
      assert.ok(text.includes(from), `${file} has ${from}`);
      writeFileSync(join(copy, file), text.replace(from, to));
    }
    const compiler = join(ROOT, "node_modules/typescript/bin/tsc");
    const { stdout } = await promisify(execFile)(process.execPath, [compiler, "--noEmit"], { cwd: copy }).catch(
      (failed: { stdout: string }) => failed,
    );
    return new Map([...stdout.matchAll(/^(src\S+)\(\d.*?: error (.*)$/gm)].map(([, file, text]) => [file!, text!]));
  } finally {
    rmSync(copy, { recursive: true });
  }
}

test("as they are, the sources compile", async () => assert.equal([...(await wrongFiles())], []));

test("a new activation needs a rule in every backend", async () => {
  const union = 'Activation = "none" | "relu" | "relu6"';
  const found = await wrongFiles({ file: "src/tensor/tensor.ts", from: union, to: `${union} | "hardSwish"` });
  assert.equal([...found.keys()].sort(), [
    "src/backends/gpu/kernels/kernel.ts",
    "src/backends/wasm/kernels/epilogue.ts",
    "src/backends/webgpu/kernels/elementwise.ts",
    "src/opGraph/export/tflite/products.ts",
    "src/tensor/ops/activation.ts",
  ]);
  for (const text of found.values()) assert.match(text, /Property 'hardSwish' is missing/);
});

test("an op without an entry is found in every backend and every format that is written", async () => {
  const softsign = `export const softsignOp = defineUnary({ name: "softsign", f: (x) => x });\n`;
  const found = await wrongFiles(
    { file: "src/tensor/ops/unary.ts", from: "export const expOp", to: `${softsign}export const expOp` },
    { file: "src/tensor/ops/ownOps.ts", from: "ownOps = list([", to: "ownOps = list([softsignOp," },
    {
      file: "src/tensor/ops/ownOps.ts",
      from: "import { dropoutOp }",
      to: 'import { softsignOp } from "./unary.js";\nimport { dropoutOp }',
    },
  );
  assert.equal([...found.keys()].sort(), [GPU, WASM, WEBGPU, ...EXPORTS]);
  for (const text of found.values()) assert.match(text, /softsign/);
});

for (const [file, taken, swappedFor, plain] of [
  [WASM, "dropout", "conv2dKernelGradient", "uniform"],
  [GPU, "matMul", "conv2d", "reshape"],
  [WEBGPU, "matMul", "conv2d", "reshape"],
] as const) {
  test(`${file}: an entry that is taken out, or stands under another's name, is found`, async () => {
    const out = await wrongFiles({
      file,
      from: `  ${plain}: plainLoop(${plain}Op,`,
      to: `  // ${plain}: plainLoop(${plain}Op,`,
    });
    assert.match(out.get(file) ?? "", new RegExp(plain));
    const kernel = await wrongFiles({ file, from: `\n  ${taken},\n`, to: "\n" });
    assert.match(kernel.get(file) ?? "", new RegExp(taken));
    const swapped = await wrongFiles({ file, from: `\n  ${taken},\n`, to: `\n  ${taken}: ${swappedFor},\n` });
    assert.match(swapped.get(file) ?? "", new RegExp(taken));
  });
}

test("an op that is taken out of those of training, or stands under another's name, is found in every table with them", async () => {
  const groups = "src/tensor/opGroups.ts";
  const out = await wrongFiles({ file: groups, from: "  uniform: uniformOp,\n", to: "" });
  for (const file of [GPU, WEBGPU, ...EXPORTS]) assert.match(out.get(file) ?? "", /uniform/);
  const swapped = await wrongFiles({ file: groups, from: "  uniform: uniformOp,", to: "  uniform: dropoutOp," });
  assert.match(swapped.get(groups) ?? "", /dropout/);
});

test.run();
