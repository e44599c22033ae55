// Proves: safetensors with others' names | out | every architecture of every program, with and without classifier, read back bit for bit | linnet
// A network's weights with the names of other programs: of one that an architecture built, or that came from a file.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import {
  type ArchitectureName,
  AveragePooling2D,
  architectures,
  createBase,
  Dense,
  Dropout,
  exportNetwork,
  Flatten,
  GlobalAveragePooling2D,
  Model,
  Network,
  type Parameter,
  readSafetensors,
  type Source,
  type WeightNames,
} from "../../../src/index.js";
import { programOf } from "../../../src/models/elsewhere/programs.js";
import { everyKerasLayer, hashed } from "../../support/everyKerasLayer.js";

function create(architecture: ArchitectureName, source: Source, includeTop = true): Model {
  const options = { source, alpha: 0.5, inputShape: [32, 32, 3], classes: 3, includeTop } as const;
  return hashed(architectures[architecture].create(options).network);
}

async function failure(network: Network, names: WeightNames): Promise<string> {
  return exportNetwork(network, { format: "safetensors", names }).then(
    () => "nothing",
    ({ message }: Error) => message,
  );
}

for (const name of Object.keys(architectures) as ArchitectureName[])
  for (const source of Object.keys(architectures[name].variants) as Source[])
    test(`${name} of ${source} comes back bit for bit`, async () => {
      const names = programOf(source) ?? "keras";
      const isFirst = Object.keys(architectures[name].variants)[0] === source;
      for (const includeTop of isFirst ? [true, false] : [true]) {
        const network = create(name, source, includeTop);
        const read = Network.decode(network.encode());
        const [file] = await exportNetwork(read, { format: "safetensors", names });
        const { tensors } = readSafetensors(file!.bytes, "w");
        const weights = { path: `${source === "timm-tf" ? "tf_" : ""}${name.replace("-", "")}`, tensors };
        const { base } = createBase({ architecture: name, alpha: 0.5, size: 32, source, weights });
        const ours = network.getWeights();
        for (const [of, { values }] of base.getWeights()) assert.equal(values, ours.get(of)!.values, of);
        assert.is(tensors.size, ours.size);
      }
    });

test("a head of one dense layer is written as the program's classifier", async () => {
  const heads = { mobilenetv2: "classifier.1", shufflenetv2: "fc", "efficientnet-b0": "classifier.1" } as const;
  for (const [name, place] of Object.entries(heads) as [ArchitectureName, string][]) {
    const network = withHead(create(name, "torchvision", false), 5);
    const [file] = await exportNetwork(network, { format: "safetensors", names: "torchvision" });
    const { tensors } = readSafetensors(file!.bytes, "w");
    const [kernel, bias] = network.layers.at(-1)!.parameters as [Parameter, Parameter];
    const [inputs, units] = kernel.shape as [number, number];
    const { shape, values } = tensors.get(`${place}.weight`)!;
    assert.equal(shape, [units, inputs]);
    const turned = (index: number): number => (index % inputs) * units + Math.floor(index / inputs);
    assert.ok(values.every((value, index) => value === kernel.values[turned(index)]));
    assert.equal(tensors.get(`${place}.bias`)!.values, bias.values);
  }
});

function withHead(base: Model, units: number): Network {
  const [height, width] = base.outputShape as [number, number];
  const pooled = new Flatten({}).apply(new AveragePooling2D({ poolSize: [height, width] }).apply(base.output));
  const head = new Dense({ units, activation: "softmax" }).apply(new Dropout({ rate: 0.5 }).apply(pooled));
  return hashed(new Network({ inputs: base.inputs, outputs: head }));
}

test("a network's export writes the same file", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-names-"));
  try {
    const network = create("shufflenetv2", "torchvision");
    const path = join(folder, "weights.safetensors");
    await network.export(path, { format: "safetensors", names: "torchvision" });
    const [file] = await exportNetwork(network, { format: "safetensors", names: "torchvision" });
    assert.equal(new Uint8Array(readFileSync(path)), file!.bytes);
    assert.equal(readSafetensors(file!.bytes, "w").metadata, { format: "pt" });
    const [own] = await exportNetwork(network, { format: "safetensors" });
    assert.equal(own!.bytes, network.encode());
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("a network that is none of these is refused", async () => {
  assert.match(
    await failure(everyKerasLayer(), "timm"),
    /^model "every": expected the layers of one of MobileNetV1, .*, EfficientNet-Lite0, got conv2d, /,
  );
  assert.is(
    await failure(create("efficientnet-lite0", "timm"), "keras"),
    'model "efficientnetlite0": keras has no EfficientNet-Lite0: expected names of timm',
  );
});

test("a head of more layers is refused with a table", async () => {
  const base = create("mobilenetv2", "torchvision", false);
  const pooled = new GlobalAveragePooling2D({ name: "pool" }).apply(base.output);
  const head = new Dense({ name: "head", units: 2 }).apply(new Dense({ name: "hidden", units: 8 }).apply(pooled));
  const message = await failure(new Model({ inputs: base.input, outputs: head, name: "pets" }), "torchvision");
  assert.equal(message.replace(/ {2,}/g, " | ").split("\n"), [
    'model "pets": does not fit torchvision\'s MobileNetV2: 2 unused, 1 of another shape',
    " | weight | expected | found",
    " | classifier.1.weight | [1280,2] | [8,2]",
    " | hidden/kernel | unused | [1280,8]",
    " | hidden/bias | unused | [8]",
  ]);
});

test("weights that fit a program that computes something else of them are refused", async () => {
  assert.match(
    await failure(create("mobilenetv2", "torchvision"), "keras"),
    /^model "mobilenetv2_0.50_32": its weights fit keras's MobileNetV2, which computes something else of them: /,
  );
});

test("names stand beside safetensors alone, and are known", async () => {
  const network = everyKerasLayer();
  const message = (options: object) =>
    exportNetwork(network, options as never).then(String, ({ message: text }: Error) => text);
  assert.match(await message({ format: "onnx", names: "timm" }), /names: expected it beside the format safetensors/);
  assert.match(await message({ format: "safetensors", names: "tim" }), /expected one of keras, .* did you mean "timm"/);
});

test.run();
