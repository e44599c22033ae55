// Files whose numbers come while the network is made: they hold more than what is read at first.

import { mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readSafetensors } from "../../src/formats/safetensors/safetensors.js";
import { writeSafetensors } from "../../src/formats/safetensors/writeSafetensors.js";
import { Dense, input } from "../../src/layers/index.js";
import { Network } from "../../src/model/network.js";

const folder = mkdtempSync(join(tmpdir(), "linnet-begun-"));
test.after(() => rmSync(folder, { recursive: true }));

const x = input({ shape: [300] });
const network = new Network({ inputs: x, outputs: new Dense({ units: 300, seed: 3 }).apply(x), name: "large" });

async function loaded(bytes: Uint8Array): Promise<Network> {
  const path = join(folder, "begun.safetensors");
  writeFileSync(path, bytes);
  return Network.load(path);
}

function weightsOf(of: Network): unknown {
  return [...of.getWeights()].map(([name, { values }]) => [name, values.slice()]);
}

async function failure(bytes: Uint8Array): Promise<string> {
  return loaded(bytes).then(
    () => "it was loaded",
    (error: unknown) => String(error),
  );
}

test("numbers behind the first bytes are those of the file", async () => {
  assert.equal(weightsOf(await loaded(network.encode())), weightsOf(network));
});

test("a header that would be longer than any text is refused, by an error", async () => {
  const path = join(folder, "endless.safetensors");
  writeFileSync(path, Uint8Array.of(0xf0, 0xff, 0xff, 0xff, 0, 0, 0, 0, 123));
  truncateSync(path, 540e6);
  const error = await Network.load(path).catch((reason: unknown) => reason);
  rmSync(path);
  assert.match(String(error), /LinnetError: .*endless.safetensors.*header/);
});

test("a header may be longer than the first bytes", async () => {
  const training = { notes: "long ".repeat(100_000) };
  const found = await loaded(network.encode({ training }));
  assert.equal(found.record.training, training);
  assert.equal(weightsOf(found), weightsOf(network));
});

test("numbers that are converted are there before", async () => {
  const { tensors, metadata } = readSafetensors(network.encode(), "large");
  const { digest: _, ...others } = metadata;
  const halves = writeSafetensors(tensors, others, { dtype: "F16" });
  assert.equal(weightsOf(await loaded(halves)), weightsOf(Network.decode(halves)));
});

test("a file that was changed is refused, whatever was changed", async () => {
  const bytes = network.encode();
  const changed = bytes.slice();
  changed[bytes.length - 3]! ^= 1;
  const damaged = /begun\.safetensors: it is damaged: what it holds does not fit the digest/;
  assert.match(await failure(changed), damaged);
  for (const [from, to] of [
    ['\\"className\\":\\"Dense', '\\"className\\":\\"Danse'],
    ['\\"layers\\":[', '\\"layers\\";['],
  ] as const) {
    const described = Buffer.from(bytes).toString("latin1").replace(from, to);
    assert.match(await failure(Buffer.from(described, "latin1")), damaged);
    assert.throws(() => Network.decode(Buffer.from(described, "latin1"), { file: "begun.safetensors" }), damaged);
  }
  assert.match(await failure(bytes.slice(0, -4)), /begun\.safetensors: .*cut short/);
});

test.run();
