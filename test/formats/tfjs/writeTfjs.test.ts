import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  Conv2D,
  exportNetwork,
  Flatten,
  input,
  mobileNetV2,
  Network,
  type NetworkRecord,
  ReLU,
  UpSampling2D,
} from "../../../src/index.js";
import { everyKerasLayer } from "../../support/everyKerasLayer.js";

async function exported(network: Network): Promise<Map<string, Uint8Array>> {
  return new Map((await exportNetwork(network, { format: "tfjs" })).map(({ name, bytes }) => [name, bytes]));
}

const parse = (bytes: Uint8Array | undefined) => JSON.parse(new TextDecoder().decode(bytes));

test("a classifier of pictures from -1 to 1 is what Teachable Machine exports", async () => {
  const files = await exported(everyKerasLayer());
  assert.equal([...files.keys()], ["model.json", "weights.bin", "metadata.json"]);
  const { labels, imageSize, packageName } = parse(files.get("metadata.json"));
  assert.equal([labels, imageSize, packageName], [["a", "b", "größer"], 32, "@teachablemachine/image"]);
});

test("no other classifier is, for Teachable Machine's library brings pixels to that range", async () => {
  const preprocessing = { mode: "torch", resize: "bilinear" } as const;
  const network = everyKerasLayer();
  const others: readonly NetworkRecord[] = [{ ...network.record, preprocessing }, { preprocessing }, {}];
  for (const record of others) {
    network.record = record;
    assert.equal([...(await exported(network)).keys()], ["model.json", "group1-shard1of1.bin"]);
  }
});

test("weights are cut into shards of 4 MiB", async () => {
  const files = await exported(mobileNetV2({ alpha: 1, inputShape: [32, 32, 3], classes: 3 }));
  const sizes = [...files.values()].slice(1).map(({ length }) => length);
  assert.equal(sizes.slice(0, -1), [4194304, 4194304]);
  const { paths, weights } = parse(files.get("model.json")).weightsManifest[0];
  assert.equal(paths, [...files.keys()].slice(1));
  const numbers = (weights as { shape: number[] }[]).map(({ shape }) => shape.reduce((a, b) => a * b, 1));
  assert.is(
    4 * numbers.reduce((a, b) => a + b),
    sizes.reduce((a, b) => a + b),
  );
});

test("what TensorFlow.js has no layer for is refused by name", async () => {
  const begin = input({ shape: [4, 4, 4] });
  const refused = {
    "convolution in groups": new Conv2D({ filters: 4, kernelSize: 1, groups: 2, name: "it" }).apply(begin),
    "activation softShrink": new Conv2D({ filters: 4, kernelSize: 1, activation: "softShrink", name: "it" }).apply(
      begin,
    ),
    "ReLU with a slope": new ReLU({ negativeSlope: 0.1, name: "it" }).apply(begin),
  };
  for (const [what, end] of Object.entries(refused)) {
    const network = new Network({ inputs: begin, outputs: new Flatten().apply(end) });
    const message = await exported(network).then(String, ({ message }: Error) => message);
    assert.match(message, `layer "it": TensorFlow.js has no ${what}`);
  }
});

test("what it would interpolate otherwise is refused with what goes", async () => {
  const begin = input({ shape: [4, 4, 4] });
  const upsampled = (interpolation: "nearest" | "bilinear" | "bicubic") =>
    exported(new Network({ inputs: begin, outputs: new UpSampling2D({ interpolation, name: "it" }).apply(begin) }));
  for (const interpolation of ["bilinear", "bicubic"] as const) {
    const message = await upsampled(interpolation).then(String, ({ message }: Error) => message);
    assert.match(message, `layer "it": TensorFlow.js has no UpSampling2D that computes`);
    assert.match(message, `interpolation "${interpolation}" does: use interpolation "nearest", or export ONNX instead`);
  }
  assert.ok((await upsampled("nearest")).has("model.json"));
});

test.run();
