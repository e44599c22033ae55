// Networks whose programs are made while the numbers of their files arrive.

import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../src/backends/backend.js";
import { referenceBackend } from "../../src/backends/reference/index.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import {
  Add,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  GlobalAveragePooling2D,
  input,
  ReLU,
} from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";
import { seededRandom } from "../../src/tensor/random.js";
import { Tensor } from "../../src/tensor/tensor.js";
import { type Answer, serve, telling, withLateNumbers } from "../support/lateNumbers.js";
import { startedThreads } from "../support/startedThreads.js";

const folder = mkdtempSync(join(tmpdir(), "linnet-prepared-"));
test.after(() => rmSync(folder, { recursive: true }));

const random = seededRandom(5);
const x = Tensor.from(
  Float32Array.from({ length: 2 * 16 * 16 * 8 }, () => random() - 0.5),
  [2, 16, 16, 8],
);

/** All that passes look at or fold: batch norms, an inverted residual, a plain convolution, a bias of one number. */
function bigNetwork(): Network {
  const start = input({ shape: [16, 16, 8] });
  const normalized = (y: ReturnType<ReLU["apply"]>) => new BatchNormalization().apply(y);
  const expanded = new ReLU({ maxValue: 6 }).apply(normalized(new Conv2D({ filters: 48, kernelSize: 1 }).apply(start)));
  const depthwise = new DepthwiseConv2D({ kernelSize: 3, padding: "same" }).apply(expanded);
  const within = new ReLU({ maxValue: 6 }).apply(normalized(depthwise));
  const block = new Add().apply([start, normalized(new Conv2D({ filters: 8, kernelSize: 1 }).apply(within))]);
  const wide = new Conv2D({ filters: 256, kernelSize: 3, padding: "same", activation: "relu" }).apply(block);
  const deep = new Conv2D({ filters: 64, kernelSize: 3 }).apply(wide);
  const features = new GlobalAveragePooling2D().apply(deep);
  const outputs = new Dense({ units: 1, activation: "sigmoid" }).apply(new Dense({ units: 16 }).apply(features));
  const network = new Network({ inputs: start, outputs, name: "big" });
  const weights = [...network.getWeights()].map(([name, { shape, values }]) => {
    const isPositive = /variance|gamma/.test(name);
    return [name, { shape, values: values.map(() => (isPositive ? 0.5 + random() : random() - 0.5)) }] as const;
  });
  network.setWeights(new Map(weights));
  return network;
}

const network = bigNetwork();
const bytes = network.encode();
const path = join(folder, "big.safetensors");
writeFileSync(path, bytes);

async function withBackend(backend: Backend): Promise<Float32Array> {
  const whole = await Network.load(path);
  whole.useBackend(backend);
  return (await whole.predict(x)).values;
}

const half = Math.floor(bytes.length / 2);
const ofLength = { "Content-Length": bytes.length };

for (const [how, options] of [
  ["the caller", { threads: 1 }],
  ["the caller and a thread", { threads: 2, smallestSharedWork: 0 }],
  ["a worker", { threads: 1, blocking: false }],
  ["two workers", { threads: 2, smallestSharedWork: 0, blocking: false }],
  ["a worker with a memory of its own", { threads: 1, blocking: false, sharedMemory: false }],
] as const) {
  test(`the program is made before the rest of the file has come: ${how}`, async () => {
    const { backend, compiled } = telling(await wasmBackend({ ...options, smallestFusedBlock: 0 }));
    const expected = await withBackend(backend);
    compiled.length = 0;
    const parts: Answer[] = [];
    const finish = (): void => void parts[0]!.response.end(bytes.subarray(half));
    const answer = (asked: Answer): void => {
      parts.push(asked);
      asked.response.writeHead(200, ofLength).write(bytes.subarray(0, half));
    };
    const early: Backend = {
      ...backend,
      compile: (plan, arrival) => {
        finish();
        return backend.compile(plan, arrival);
      },
    };
    await serve(answer, async (address) => {
      const prepared = await Network.load(address, { prepare: 2, backend: early });
      assert.equal(compiled, ["without numbers"]);
      assert.ok((await prepared.predict(x)).values.every((value, index) => value === expected[index]));
      assert.equal(compiled, ["without numbers"]);
      await prepared.close();
    });
  });
}

test("a file of the machine, too, and in batches of the asked size", async () => {
  const { backend, compiled } = telling(await wasmBackend({ threads: 1 }));
  const prepared = await Network.load(path, { prepare: 1, backend });
  assert.equal(compiled, ["without numbers"]);
  const expected = await withBackend(backend);
  compiled.length = 0;
  assert.ok((await prepared.predict(x)).values.every((value, index) => value === expected[index]));
  assert.equal(compiled, []);
});

test("a program that needs to know numbers is made when they are there", async () => {
  const { backend, compiled } = telling(referenceBackend);
  const prepared = await Network.load(path, { prepare: 2, backend });
  assert.equal(compiled, ["without numbers", "with numbers"]);
  const expected = await withBackend(referenceBackend);
  assert.ok((await prepared.predict(x)).values.every((value, index) => value === expected[index]));
});

test("programs are prepared for the sizes in which so many pictures run", async () => {
  const start = input({ shape: [3] });
  const small = new Network({ inputs: start, outputs: new Dense({ units: 2 }).apply(start) });
  for (const count of [1, 5, 8, 12, 16, 31, 32, 33, 48, 64]) {
    const { backend, compiled } = telling(referenceBackend);
    small.useBackend(backend);
    await small.prepare(count);
    const made = compiled.length;
    for (let call = 0; call < 5; call += 1) await small.predict(Tensor.from(new Float32Array(3 * count), [count, 3]));
    assert.is(compiled.length, made, `${count} pictures`);
  }
});

test("prepare makes the program of a network that is there", async () => {
  const { backend, compiled } = telling(await wasmBackend({ threads: 1 }));
  network.useBackend(backend);
  await network.prepare(2);
  assert.equal(compiled, ["with numbers"]);
  await network.predict(x);
  assert.equal(compiled, ["with numbers"]);
});

test("what does not say how long it is comes whole, by one request", async () => {
  const expected = await withBackend(await wasmBackend({ threads: 1 }));
  let requests = 0;
  await serve(
    ({ response }) => {
      requests += 1;
      response.writeHead(200);
      response.write(bytes.subarray(0, half));
      response.end(bytes.subarray(half));
    },
    async (address) => {
      const prepared = await Network.load(address, { prepare: 2, backend: { threads: 1 } });
      assert.ok((await prepared.predict(x)).values.every((value, index) => value === expected[index]));
      assert.is(requests, 1);
    },
  );
});

async function failure(source: string): Promise<string> {
  return Network.load(source, { prepare: 1 }).then(
    () => "it was loaded",
    (error: unknown) => String(error),
  );
}

test("what is wrong with a file is said as ever", async () => {
  const changed = bytes.slice();
  changed[bytes.length - 3]! ^= 1;
  writeFileSync(join(folder, "changed.safetensors"), changed);
  assert.match(
    await failure(join(folder, "changed.safetensors")),
    /LinnetError: .*changed\.safetensors: it is damaged/,
  );
  writeFileSync(join(folder, "cut.safetensors"), bytes.subarray(0, half));
  assert.match(await failure(join(folder, "cut.safetensors")), /LinnetError: .*cut\.safetensors: .*cut short/);
  assert.match(await failure(join(folder, "none.safetensors")), /none\.safetensors: the model could not be read/);
  const damaged = ({ response }: Answer): void => void response.writeHead(200, ofLength).end(changed);
  await serve(damaged, async (address) => assert.match(await failure(address), /LinnetError: http:.*it is damaged/));
  const missing = ({ response }: Answer): void => void response.writeHead(404).end();
  await serve(missing, async (address) => assert.match(await failure(address), /LinnetError: http:.*answered 404/));
  const broken = ({ response }: Answer): void => {
    response.writeHead(200, ofLength).write(bytes.subarray(0, half));
    setTimeout(() => response.destroy(), 20);
  };
  await serve(broken, async (address) =>
    assert.match(await failure(address), /LinnetError: http:.*big\.safetensors: the model could not be read/),
  );
});

test("another format comes whole, with what lies beside it", async () => {
  const start = input({ shape: [3] });
  const small = new Network({ inputs: start, outputs: new Dense({ units: 2, seed: 1 }).apply(start) });
  const place = join(folder, "tfjs");
  await small.export(place, { format: "tfjs" });
  const paths: string[] = [];
  const answer = ({ request, response }: Answer): void => {
    paths.push(request.url!);
    const file = join(place, basename(request.url!));
    if (existsSync(file)) response.end(readFileSync(file));
    else response.writeHead(404).end();
  };
  const row = Tensor.from(Float32Array.of(1, 2, 3), [1, 3]);
  await serve(answer, async (address) => {
    const prepared = await Network.load(new URL("model.json", address), { prepare: 1 });
    assert.equal([...(await prepared.predict(row)).values], [...(await small.predict(row)).values]);
  });
  assert.is(paths.filter((asked) => asked === "/model.json").length, 1);
  assert.ok(paths.includes("/group1-shard1of1.bin"), paths.join(" "));
});

test("a thread that cannot start while the numbers are on their way is no end", async () => {
  const { backend } = telling(await wasmBackend({ threads: 2, smallestSharedWork: 0, blocking: false }));
  const failing: Backend = {
    ...backend,
    compile: (plan, arrival) => {
      const before = startedThreads.length;
      const compiling = backend.compile(plan, arrival);
      // Others of this process serve other tests.
      for (const thread of startedThreads.slice(before)) void thread.terminate();
      return compiling;
    },
  };
  const expected = await withBackend(await wasmBackend({ threads: 1 }));
  await withLateNumbers(bytes, async (address) => {
    const prepared = await Network.load(address, { prepare: 2, backend: failing });
    assert.equal([...(await prepared.predict(x)).values], [...expected]);
  });
});

test("numbers of pictures below one are refused, and options of other names", async () => {
  for (const prepare of [0, 1.5, Number.NaN])
    assert.match(
      String(await Network.load(path, { prepare }).catch((error: unknown) => error)),
      /LinnetError: load: expected prepare to be a whole number of 1 or more/,
    );
  const misspelled = { prepare: 1, bakend: "wasm" };
  assert.match(
    String(await Network.load(path, misspelled).catch((error: unknown) => error)),
    /load: .*bakend.*backend/,
  );
  assert.match(String(await network.prepare(0).catch((error: unknown) => error)), /prepare: expected count to be/);
});

test.run();
