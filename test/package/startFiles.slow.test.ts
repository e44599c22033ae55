// What Node reads before it predicts: the files of other formats, of training and of pictures would each cost milliseconds.

import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { Network } from "../../src/model/network.js";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { quantizeNetwork } from "../../src/quantize/quantizeNetwork.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { root } from "../support/command.js";

const test = suite("the files of a start");
const folder = mkdtempSync(join(tmpdir(), "linnet-start-"));
test.after(() => rmSync(folder, { recursive: true }));

/** Prints the files of dist/ that the script in `folder` makes Node load. */
const hook = `export async function load(url, context, next) {
  if (url.includes("/dist/")) process.stdout.write(url.split("/dist/")[1] + "\\n");
  return next(url, context);
}`;
const register = `import { register } from "node:module"; register("data:text/javascript,${encodeURIComponent(hook)}");`;

function filesOf(script: string): string[] {
  const file = join(folder, "start.mjs");
  writeFileSync(file, script);
  const preload = `data:text/javascript,${encodeURIComponent(register)}`;
  return execFileSync(process.execPath, ["--import", preload, file], { encoding: "utf8" }).trim().split("\n").sort();
}

test("a model of linnet's own is opened and predicts without what other files need", async () => {
  const model = join(folder, "model.safetensors");
  const { inputs, outputs } = mobileNetV2({ inputShape: [32, 32, 3], alpha: 0.35, classes: 2 });
  writeFileSync(model, new Network({ inputs, outputs }).encode());
  const predict = (entry: string): string => `
    import { Network, Tensor } from ${JSON.stringify(`${root}/dist/node/${entry}.js`)};
    const network = await Network.load(${JSON.stringify(model)});
    await network.predict(Tensor.from(new Float32Array(3072), [1, 32, 32, 3]));
    await network.close();`;
  assert.equal(filesOf(predict("predict")), ["node/core.js", "node/predict.js"]);
  const library = ["node/common.js", "node/core.js", "node/index.js", "node/linnet.js", "node/pictures.js"];
  assert.equal(
    filesOf(predict("index")).filter((file) => file !== "vendor/seedrandom.js"),
    library,
  );
});

test("a quantized file of another program does so without the other readers and the kernels of training", async () => {
  const { inputs, outputs } = mobileNetV2({ inputShape: [32, 32, 3], alpha: 0.35, classes: 2 });
  const examples = Tensor.from(new Float32Array(3072).fill(0.5), [1, 32, 32, 3]);
  const small = await quantizeNetwork(new Network({ inputs, outputs }), examples);
  const needed = ["common", "core", "graphs", "int8", "predict"].map((name) => `node/${name}.js`);
  needed.push("vendor/flatbuffers.js");
  for (const [format, more] of [
    ["tflite", []],
    ["onnx", ["node/onnx.js", "vendor/protobuf.js"]],
  ] as const) {
    const path = join(folder, `int8.${format}`);
    await small.export(path);
    const predict = `
      import { Network, Tensor } from ${JSON.stringify(`${root}/dist/node/predict.js`)};
      const network = await Network.load(${JSON.stringify(path)});
      await network.predict(Tensor.from(new Float32Array(3072), [1, 32, 32, 3]));
      await network.close();`;
    assert.equal(filesOf(predict), [...needed, ...more].sort());
  }
});

test.run();
