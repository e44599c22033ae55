// Models whose files leave height and width open: as a network at a size that is given, and as weights at any.

import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { OpGraph } from "../../src/formats/opGraphTypes.js";
import { readWeights } from "../../src/jobs/base/weightFiles.js";
import { Conv2D, GlobalAveragePooling2D, input } from "../../src/layers/index.js";
import { exportNetwork } from "../../src/model/exportNetwork.js";
import { Network } from "../../src/model/network.js";
import { connectGraph } from "../../src/opGraph/connectGraph.js";

const folder = mkdtempSync(join(tmpdir(), "linnet-open-"));
test.after(() => rmSync(folder, { recursive: true }));

function build(): Network {
  const begin = input({ shape: [16, 24, 3] });
  const x = new Conv2D({ filters: 4, kernelSize: 3, name: "conv" }).apply(begin);
  return new Network({ inputs: begin, outputs: new GlobalAveragePooling2D({}).apply(x) });
}

const files = await exportNetwork(build(), { format: "tfjs" });
for (const { name, bytes } of files) writeFileSync(join(folder, name), bytes);
const fixed = join(folder, "model.json");
const open = join(folder, "open.json");
const text = new TextDecoder().decode(files.find(({ name }) => name === "model.json")!.bytes);
writeFileSync(open, text.replaceAll(/\[\s*null,\s*16,\s*24,\s*3\s*\]/g, "[null,null,null,3]"));

function refusal(given: Promise<unknown>): Promise<string> {
  return given.then(
    () => "opened",
    (error: Error) => error.message,
  );
}

test("a layers model is opened at the given size", async () => {
  assert.equal((await Network.load(open, { inputShape: [32, 40, 3] })).inputShape, [32, 40, 3]);
  assert.equal((await Network.load(open, { inputShape: [8, 8, null] })).inputShape, [8, 8, 3]);
  assert.equal((await Network.load(fixed, { inputShape: [16, 24, 3] })).inputShape, [16, 24, 3]);
});

test("without one, or with another than the file's, it is refused", async () => {
  assert.match(
    await refusal(Network.load(open)),
    /open\.json: input ".*": .*\[\?,\?,3\]: give load \{ inputShape: \[height, width, channels\] \}, or a command --size$/,
  );
  for (const inputShape of [
    [8, 8, 3],
    [16, 24],
    [16, 24, 1],
  ])
    assert.match(
      await refusal(Network.load(fixed, { inputShape })),
      /model\.json: input ".*": the file has \[16,24,3\], which cannot be \[/,
    );
  assert.match(await refusal(Network.load(open, { inputShape: [8, 8, 1] })), /the file has \[8,8,3\], which cannot/);
  assert.match(await refusal(Network.load(open, { inputShape: [0, 8, 3] })), /expected lengths above 0, got \[0,8,3\]/);
});

test("linnet's own file has no open lengths", async () => {
  const bytes = build().encode();
  assert.equal((await Network.load(bytes, { inputShape: [16, null, null] })).inputShape, [16, 24, 3]);
  assert.match(await refusal(Network.load(bytes, { inputShape: [8, 8, 3] })), /the file has \[16,24,3\], which cannot/);
});

test("as weights the size of the input does not matter", async () => {
  const weights = build().getWeights();
  assert.equal([...(await readWeights(open)).tensors.keys()], [...weights.keys()]);
  const network = build();
  await network.loadWeightsFrom(open);
  assert.equal(network.getWeights(), (await Network.load(fixed)).getWeights());
});

test("a graph's open lengths are filled in with the channels where linnet has them", async () => {
  const opened: OpGraph = {
    dialect: "onnx",
    opset: 17,
    inputs: [{ name: "x", type: "float32", shape: [null, 3, null, null] }],
    outputs: [{ name: "y" }],
    nodes: [{ op: "GlobalAveragePool", name: "pool", inputs: ["x"], outputs: ["y"], attributes: {} }],
    constants: new Map(),
  };
  const seen: unknown[] = [];
  const ends = await connectGraph(opened, "model", (_, shape) => {
    seen.push(shape);
    return [32, 40, 3];
  });
  assert.equal(seen, [[null, null, 3]]);
  assert.equal(ends.inputs[0]!.shape, [32, 40, 3]);
  assert.match(await refusal(connectGraph(opened, "model")), /axis 1 is open/);
});

test.run();
