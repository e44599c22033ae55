// What an installation of the packed package adds, and that all of it works there.

import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { jpegSamples } from "../data/jpegSamples.js";
import { root, run } from "../support/command.js";
import { installPacked, installScripts, type Packed } from "../support/installed.js";

const test = suite("the packed package, installed");
let folder: string;
let packed: Packed;

test.before(async () => {
  ({ folder, packed } = await installPacked());
});

test.after(() => rmSync(folder, { recursive: true }));

async function node(program: string): Promise<string> {
  const { code, stdout, stderr } = await run(process.execPath, ["--input-type=module", "--eval", program], {
    cwd: folder,
  });
  assert.is(code, 0, stderr);
  return stdout.trim();
}

test("it is light, and runs no script", async () => {
  const { stdout } = await run("du", ["-sk", "node_modules"], { cwd: folder });
  const kilobytes = Number.parseInt(stdout, 10);
  assert.ok(kilobytes <= 12_288, `node_modules takes ${kilobytes} KiB`);
  assert.ok(packed.size < 3.2e6, `packed, it is ${packed.size} bytes`);
  assert.ok(packed.unpackedSize < 8.6e6, `unpacked, it is ${packed.unpackedSize} bytes`);
  assert.equal(installScripts(folder), []);
});

test("the gpu backend, charts and their pictures, both JPEG decoders and the small base work at once", async () => {
  const program = `
    import { compile, decodePicture, drawChart, smallBase, svgToPng, Tensor } from "linnet";
    import { matMul } from "linnet/ops";
    const product = await compile(matMul, [[1, 2], [2, 1]], { backend: "gpu" });
    const [six] = await product(Tensor.from(Float32Array.of(2, 4), [1, 2]), Tensor.from(Float32Array.of(1, 1), [2, 1]));
    const axis = { label: "x" };
    const svg = await drawChart({ kind: "line", title: "t", x: axis, y: axis, series: [{ name: "s", points: [[0, 1], [1, 0]] }] });
    const png = await svgToPng(svg);
    const { width } = await decodePicture(png);
    const jpegs = ${JSON.stringify(jpegSamples.map(({ file }) => file))};
    for (const file of jpegs) await decodePicture(new Uint8Array(Buffer.from(file, "base64")));
    console.log(six.values[0], product.program.describe().includes("GPU.js webasm"), width, (await smallBase()).parameters.length > 50);`;
  assert.is(await node(program), "6 true 1280 true");
});

test("mozjpeg is what decodes JPEGs in Node", async () => {
  const program = `
    import { decodePicture } from "linnet";
    let compiled = 0;
    const { instantiate } = WebAssembly;
    WebAssembly.instantiate = (bytes, imports) => { compiled += 1; return instantiate(bytes, imports); };
    await decodePicture(new Uint8Array(Buffer.from("${jpegSamples[0]!.file}", "base64")));
    console.log(compiled);`;
  assert.is(await node(program), "1");
});

test("a native WebGPU is used where a user has added it", async () => {
  const added = join(folder, "node_modules/webgpu");
  mkdirSync(added);
  writeFileSync(
    join(added, "package.json"),
    '{ "name": "webgpu", "version": "1.0.0", "type": "module", "main": "index.js" }',
  );
  writeFileSync(
    join(added, "index.js"),
    `export const globals = { GPUBufferUsage: {} };
     export const create = () => ({ requestAdapter: async () => (console.log("asked"), null) });`,
  );
  const program = 'import { gpuBackend } from "linnet"; console.log((await gpuBackend()).name);';
  assert.is(await node(program), "asked\ngpu");
  rmSync(added, { recursive: true });
});

test("CommonJS loads it, by import() everywhere and by require where Node has that", async () => {
  const canRequire = process.features.require_module === true;
  const program = `
    ${canRequire ? 'console.log(typeof require("linnet").Tensor);' : 'console.log("function");'}
    import("linnet").then(({ Tensor }) => console.log(typeof Tensor));`;
  const { stdout, stderr } = await run(process.execPath, ["--input-type=commonjs", "--eval", program], { cwd: folder });
  assert.is(stdout.trim(), "function\nfunction", stderr);
});

test("its command trains", async () => {
  const { code, stdout, stderr } = await run("npx", ["--no", "linnet", "train", "--epochs", "1"], { cwd: folder });
  assert.is(code, 0, stderr);
  assert.match(stdout, /Held-out accuracy/);
});

for (const module of ["NodeNext", "ESNext"] as const) {
  test(`its types are whole, with module ${module}`, async () => {
    const moduleResolution = module === "NodeNext" ? module : "Bundler";
    const compilerOptions = {
      module,
      moduleResolution,
      target: "ES2022",
      strict: true,
      noEmit: true,
      types: [],
      lib: ["ES2023", "DOM"],
    };
    writeFileSync(join(folder, "tsconfig.json"), JSON.stringify({ compilerOptions, files: ["user.ts"] }));
    writeFileSync(
      join(folder, "user.ts"),
      `import { type History, Model, Tensor } from "linnet";
       import { Model as Other } from "linnet/browser";
       export const x: Tensor = Tensor.from(Float32Array.of(1), [1]);
       export const fit = (model: Model): Promise<History> => model.fit(x, x);
       export const same: typeof Model = Other;`,
    );
    const { code, stdout } = await run(join(root, "node_modules/.bin/tsc"), ["-p", "."], { cwd: folder });
    assert.is(code, 0, stdout);
  });
}

test.run();
