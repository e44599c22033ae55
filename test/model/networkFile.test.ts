// Models as files: what is written can be read back, from wherever the bytes are, and today's files stay readable.

import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { Add, Dense, input, registerLayers } from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { Model } from "../../src/train/model.js";
import { Sequential } from "../../src/train/sequential.js";
import { assertClose, randomTensor } from "../support/compare.js";
import { decodeModel } from "../support/decodeModel.js";
import { Scale, type ScaleOptions } from "../support/ownLayer.js";

const folder = mkdtempSync(join(tmpdir(), "linnet-file-"));
test.after(() => rmSync(folder, { recursive: true }));

function regressor(): Sequential {
  return new Sequential([input({ shape: [3], name: "numbers" }), new Dense({ units: 1, seed: 3 })], { name: "price" });
}

async function rejects(promise: Promise<unknown>, message: RegExp): Promise<void> {
  const error = await promise.then(
    () => null,
    (reason: unknown) => reason,
  );
  assert.match(String(error), message);
}

async function assertSame(found: Network, expected: Network): Promise<void> {
  const xs = expected.inputs.map(({ shape }, index) => randomTensor([2, ...shape], `x${index}`));
  const [ours, theirs] = [await found.predict(xs), await expected.predict(xs)];
  ours.forEach(({ values }, index) => assert.equal(values, theirs[index]!.values));
  await Promise.all([found.close(), expected.close()]);
}

test("a model file of before records could be without classes opens, and predicts the same", async () => {
  const golden = (name: string) =>
    fileURLToPath(new URL(`../golden/models/run-linnet-1.${name}.safetensors`, import.meta.url));
  const model = await Model.load(golden("model"));
  assert.equal(model.record, {
    classes: ["mask", "no mask"],
    preprocessing: { mode: "mobilenetV2", resize: "bilinear" },
    training: { epochs: 4, split: { seed: 0 } },
  });
  assert.is(model.getLayer("conv2d").trainable, false);
  const x = Tensor.from(
    Float32Array.from({ length: 4 * 6 * 6 * 3 }, (_, index) => Math.sin(index)),
    [4, 6, 6, 3],
  );
  const { tensors } = readSafetensors(readFileSync(golden("samples")), "samples");
  assertClose((await model.predict(x)).values, tensors.get("predicted")!.values, 1e-6, "outputs");
  const { digest, ...metadata } = readSafetensors(model.encode(), "encoded").metadata;
  const before = readSafetensors(readFileSync(golden("model")), "golden");
  assert.equal(metadata, before.metadata, "and is written as it was, with a digest beside it");
  assert.match(digest!, /^[0-9a-f]{8}$/);
  assert.equal(readSafetensors(model.encode(), "encoded").tensors, before.tensors);
  await model.close();
});

test("a model without classes is saved and loaded: by path, URL, address, bytes and Blob", async () => {
  const model = regressor();
  const path = join(folder, "price.safetensors");
  await model.save(path, { training: { source: "none" } });
  const bytes = readFileSync(path);
  const server = createServer((request, response) => {
    if (request.url === "/price") response.end(bytes);
    else response.writeHead(404, "Not Found").end();
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const address = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const buffer = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length);
  const sources = [path, pathToFileURL(path), `${address}/price`, new URL(`${address}/price`), bytes, buffer];
  try {
    for (const source of [...sources, new Blob([bytes])]) {
      const loaded = await Model.load(source);
      assert.equal(loaded.record, { training: { source: "none" } });
      await assertSame(loaded, model);
    }
    await rejects(
      Model.load(`${address}/cost`),
      /\/cost: the model could not be read \(the server answered 404 Not Found\)/,
    );
  } finally {
    server.close();
  }
  const network = await Network.load(path);
  assert.not.instance(network, Model);
  await assertSame(network, model);
});

test("a model keeps what its file said, and is read and trained on", async () => {
  const bytes = regressor().encode({ training: { epochs: 1 } });
  const model = Model.decode(bytes);
  assert.equal(Model.decode(model.encode()).record, { training: { epochs: 1 } });
  model.compile({ optimizer: "sgd", loss: "mse" });
  await model.fit(randomTensor([4, 3], "x"), randomTensor([4, 1], "y"));
});

test("layers of one's own go through a file", async () => {
  const model = new Sequential([input({ shape: [2] }), new Scale({ factor: 2 })]);
  assert.throws(
    () => model.encode(),
    /layer "scale": its class Scale is not registered.*call registerLayers\(\{ Scale \}\)/,
  );
  registerLayers({ Scale }, { package: "lab" });
  model.getLayer("scale").parameters[0]!.values = Float32Array.of(3, 4);
  const copy = Model.decode(model.encode());
  assert.is((copy.getLayer("scale") as Scale).factor, 2);
  await assertSame(copy, model);
  const changed = Buffer.from(model.encode()).toString("latin1").replace("lab>Scale", "lib>Scale");
  assert.throws(
    () => Model.decode(Buffer.from(changed, "latin1"), { file: "shift.safetensors" }),
    /^shift\.safetensors: it is damaged: what it holds does not fit the digest/,
  );
  const elsewhere = changed.replace('"digest"', '"former"');
  assert.throws(
    () => Model.decode(Buffer.from(elsewhere, "latin1"), { file: "shift.safetensors" }),
    /^shift\.safetensors: .*layer "scale": its class "lib>Scale" is not registered: call registerLayers\(\{ Scale \}, \{ package: "lib" \}\)/,
  );
});

test("what could not be read back is not written", async () => {
  const path = join(folder, "kept.safetensors");
  await regressor().save(path);
  const before = readFileSync(path);
  class Forgetful extends Scale {
    constructor({ name }: ScaleOptions) {
      super({ ...(name !== undefined && { name }), factor: 5 });
    }
    override config() {
      return { factor: this.factor, extra: () => 1 };
    }
  }
  class Doubling extends Scale {
    constructor(options: ScaleOptions) {
      super({ ...options, factor: 2 * (options.factor ?? 1) });
    }
  }
  registerLayers({ Doubling, Forgetful });
  const doubling = new Sequential([input({ shape: [2] }), new Doubling({ name: "twice" })]);
  await rejects(
    doubling.save(path),
    /encode: the file could not be read back, so it is not written: layer "twice": its constructor does not make an equal layer of its config/,
  );
  const infinite = regressor();
  infinite.parameters[0]!.values = Float32Array.of(1, Number.NaN, 2);
  await rejects(infinite.save(path), /"dense\/kernel" expected finite numbers, got NaN at 1/);
  await rejects(regressor().save(path, { classes: ["a"] }), /expected 2 names in the metadata's "classes"/);
  await rejects(
    regressor().save(path, { preprocessing: { mode: "x" as "none", resize: "bilinear" } }),
    /expected "preprocessing" with mode among/,
  );
  assert.equal(readFileSync(path), before);
  await rejects(regressor().save(join(folder, "nowhere", "m")), /nowhere\/m: the model could not be written \(ENOENT/);
  assert.equal(
    readdirSync(folder).filter((name) => name.endsWith(".part")),
    [],
  );
});

test("any bit that changes in a file, its weights among them, is known", () => {
  const bytes = regressor().encode({ training: { epochs: 1 } });
  let opened = 0;
  for (let bit = 0; bit < 8 * bytes.length; bit += 1) {
    const flipped = bytes.with(bit >> 3, bytes[bit >> 3]! ^ (1 << (bit & 7)));
    try {
      Model.decode(flipped, { file: "flipped" });
      opened += 1;
    } catch (error) {
      assert.match(String(error), /^LinnetError: flipped: /);
    }
  }
  // Those of the digest's own name, without which nothing is compared; and white space for white space.
  assert.ok(opened <= 8 * "digest".length + 8, `${opened} opened`);
});

test("several inputs and outputs, and a layer that is called twice, go through a file", async () => {
  const [left, right] = [input({ shape: [3], name: "left" }), input({ shape: [3], name: "right" })];
  const shared = new Dense({ units: 4, activation: "relu" });
  const [a, b] = [shared.apply(left), shared.apply(right)];
  const sum = new Add().apply([a, b]);
  const model = new Model({
    inputs: [right, left],
    outputs: [new Dense({ units: 2, name: "kind" }).apply(sum), b, new Dense({ units: 1, name: "size" }).apply(a)],
  });
  assert.equal(
    model.outputEnds.map(({ name }) => name),
    ["kind", "dense:1", "size"],
  );
  const copy = Model.decode(model.encode());
  assert.equal(copy.inputEnds, model.inputEnds);
  assert.equal(copy.outputEnds, model.outputEnds);
  assert.is(copy.parameters.length, 6);
  await assertSame(copy, model);
  assert.throws(() => model.encode({ classes: ["a"] }), /expected one output beside "classes", got 3/);
});

test("mistakes are named", async () => {
  await rejects(
    Model.load(join(folder, "none")),
    /none: the model could not be read \(ENOENT: no such file or directory\)$/,
  );
  await rejects(Model.load(3 as never), /load: expected a path, a URL, bytes or a Blob, got 3/);
  await rejects(
    Model.load(Uint8Array.of(1)),
    /the model's bytes: expected weights or a model, got a file of no format/,
  );
  const path = join(folder, "text");
  writeFileSync(path, "no model at all");
  await rejects(Model.load(path), /text: expected weights or a model, got text/);
  assert.throws(
    () => decodeModel(regressor().encode(), "price"),
    /price: expected a classifier of pictures, the model's file has no "classes"/,
  );
});

test.run();
