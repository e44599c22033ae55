import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  Add,
  AveragePooling2D,
  Conv2D,
  exportNetwork,
  input,
  type LayerOutput,
  MaxPooling2D,
  mobileNetV2,
  Network,
  ReLU,
  shuffleNetV2,
} from "../../../src/index.js";
import { hashed, somePixels } from "../../support/everyKerasLayer.js";
import { readBack } from "../../support/readBack.js";

async function layersWritten(network: Network): Promise<readonly { [key: string]: unknown }[]> {
  const [file] = await exportNetwork(network, { format: "tfjs" });
  return JSON.parse(new TextDecoder().decode(file!.bytes)).modelTopology.config.layers;
}

test("padding that Keras does not know is a ZeroPadding2D before the layer, called as often as it", async () => {
  const begin = input({ shape: [8, 8, 2], name: "begin" });
  const other = input({ shape: [8, 8, 2], name: "it_pad" });
  const conv = new Conv2D({
    filters: 2,
    kernelSize: 3,
    strides: 2,
    padding: [1, 2, 0, 1],
    name: "it",
    activation: "relu",
  });
  const both = new Add({ name: "both" }).apply([conv.apply(begin), conv.apply(other)]);
  const pool = new MaxPooling2D({ poolSize: 3, strides: 2, padding: [1, 1, 1, 1], name: "pool" }).apply(both);
  const network = new Network({ inputs: [begin, other], outputs: pool });
  const layers = await layersWritten(network);
  const configs = new Map(
    layers.map(({ name, class_name, config, inbound_nodes }) => [name, { class_name, config, inbound_nodes }]),
  );
  assert.equal(configs.size, 7);
  const pad = configs.get("it_pad_1") as { class_name: string; config: { padding: unknown }; inbound_nodes: unknown };
  assert.is(pad.class_name, "ZeroPadding2D");
  assert.equal(pad.config.padding, [
    [1, 2],
    [0, 1],
  ]);
  assert.equal(pad.inbound_nodes, [[["begin", 0, 0, {}]], [["it_pad", 0, 0, {}]]]);
  const it = configs.get("it") as { config: { padding: unknown }; inbound_nodes: unknown };
  assert.is(it.config.padding, "valid");
  assert.equal(it.inbound_nodes, [[["it_pad_1", 0, 0, {}]], [["it_pad_1", 1, 0, {}]]]);
  assert.is((configs.get("pool_pad") as { class_name: string }).class_name, "ZeroPadding2D");
  const xs = [somePixels(1, [8, 8, 2]), somePixels(1, [8, 8, 2])];
  const [expected] = await network.predict(xs);
  for (const format of ["keras", "h5", "tfjs"] as const) {
    const read = await readBack(network, format);
    assert.equal((await read.predict(xs))[0]!.values, expected!.values, format);
    await read.close();
  }
  await network.close();
});

test("of pooling, padding goes out only where a zero changes nothing", async () => {
  const begin = input({ shape: [8, 8, 2] });
  const pooled = (Pooling: typeof MaxPooling2D | typeof AveragePooling2D, from: LayerOutput, cells = 1) =>
    layersWritten(
      new Network({
        inputs: begin,
        outputs: new Pooling({ poolSize: 3, padding: [cells, cells, cells, cells], name: "it" }).apply(from),
      }),
    ).then(String, ({ message }: Error) => message);
  const rectified = new ReLU().apply(begin);
  assert.match(await pooled(MaxPooling2D, begin), /layer "it": .*a zero is larger than negative values.*export ONNX/);
  assert.match(await pooled(MaxPooling2D, new ReLU({ negativeSlope: 0.1 }).apply(begin)), /negative values/);
  assert.match(await pooled(MaxPooling2D, new Add().apply([begin, rectified])), /negative values/);
  assert.match(await pooled(AveragePooling2D, rectified), /layer "it": .*a zero counts in the mean.*export ONNX/);
  assert.match(await pooled(MaxPooling2D, rectified), /^\[object/);
  assert.match(await pooled(AveragePooling2D, begin, 0), /^\[object/);
});

for (const format of ["keras", "h5", "tfjs"] as const)
  test(`${format}: torchvision's networks go out, and come back as the same computation`, async () => {
    const options = { inputShape: [32, 32, 3] as const, classes: 3 };
    for (const network of [
      shuffleNetV2({ alpha: 0.5, ...options, source: "torchvision" }),
      mobileNetV2({ alpha: 0.35, ...options, source: "torchvision" }),
    ]) {
      hashed(network).record = { preprocessing: { mode: "torch", resize: "bilinear" } };
      const read = await readBack(network, format);
      const x = somePixels(1, [32, 32, 3]);
      assert.equal((await read.predict(x)).values, (await network.predict(x)).values, network.name);
      await read.close();
      await network.close();
    }
  });

test.run();
