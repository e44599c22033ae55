// The built package, bundled and minified, in headless Chromium on its software adapter: the WebGPU backend against the plain loops.

import { build } from "esbuild";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { inPage } from "../support/page.js";

const program = `
  import { compile, inferenceContext, mobileNetV2, mobileNetV3Small, Tensor } from "linnet";
  import { gradients } from "linnet/graph";
  import { relu } from "linnet/ops";

  let device;
  const { requestDevice } = GPUAdapter.prototype;
  GPUAdapter.prototype.requestDevice = async function (descriptor) {
    device = await requestDevice.call(this, descriptor);
    return device;
  };

  const small = { inputShape: [32, 32, 3], classes: 5 };
  const networks = {
    MobileNetV2: mobileNetV2({ ...small, alpha: 0.35 }),
    "MobileNetV3-small": mobileNetV3Small({ ...small, alpha: 0.75 }),
  };
  const pictures = Tensor.from(Float32Array.from({ length: 2 * 32 * 32 * 3 }, (_, i) => Math.sin(i * 12.9898)), [2, 32, 32, 3]);

  globalThis.compareNetwork = async (name) => {
    const f = (x) => networks[name].call(x, inferenceContext);
    const [onGpu, plain] = [await compile(f, [pictures.shape], { backend: "webgpu" }), await compile(f, [pictures.shape], { backend: "reference" })];
    const [[{ values }], [{ values: expected }]] = [await onGpu(pictures), await plain(pictures)];
    const error = values.reduce((worst, value, i) => Math.max(worst, Math.abs(value - expected[i])), 0);
    await onGpu.program.close();
    return { error, largest: Math.max(...expected), how: onGpu.program.describe() };
  };

  globalThis.loseDevice = async () => {
    const positive = await compile((x) => relu(x), [[3]], { backend: "webgpu" });
    const x = Tensor.from(Float32Array.of(-1, 0, 2), [3]);
    const running = positive(x).then(() => "nothing", String);
    device.destroy();
    const message = await running;
    const [{ values }] = await positive(x);
    return { message, values: [...values] };
  };

  globalThis.describeTraining = async () => {
    const slope = await compile((x) => gradients(relu(x), [x], x), [[3]], { backend: "webgpu" });
    return slope.program.describe();
  };
`;

async function bundle(): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: program, resolveDir: ".", sourcefile: "page.js" },
    ...{
      bundle: true,
      minify: true,
      format: "esm",
      platform: "browser",
      write: false,
      target: "es2022",
      tsconfigRaw: {},
    },
  });
  return outputFiles[0]!.text;
}

interface Found {
  readonly error: number;
  readonly largest: number;
  readonly how: string;
}

test("the minified bundle in a page: whole networks as one command buffer, what is left to wasm, and a device that is lost", async () => {
  const files = new Map([["/page.js", await bundle()]]);
  const flags = ["--enable-unsafe-webgpu", "--use-webgpu-adapter=swiftshader", "--enable-unsafe-swiftshader"];
  await inPage({ tests: "WebGPU in a page", files, flags }, async (page) => {
    await page.waitForFunction("globalThis.compareNetwork !== undefined");
    for (const name of ["MobileNetV2", "MobileNetV3-small"]) {
      const { error, largest, how } = (await page.evaluate(`compareNetwork(${JSON.stringify(name)})`)) as Found;
      assert.ok(error < 1e-4 * largest, `${name}: an error of ${error} beside ${largest}; ${how}`);
      assert.match(how, /^WebGPU on .*, one command buffer of \d+ shaders$/);
    }
    assert.match(
      String(await page.evaluate("describeTraining()")),
      /^wasm: .*, since WebGPU has no kernel for reluGradient$/,
    );
    const { message, values } = (await page.evaluate("loseDevice()")) as { message: string; values: number[] };
    assert.match(message, /webgpu backend: the graphics device was lost \(.+\); the next call opens another$/);
    assert.equal(values, [0, 0, 2]);
  });
});

test.run();
