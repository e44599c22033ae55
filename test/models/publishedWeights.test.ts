// Against what Keras, torchvision and timm themselves would download: test/oracles/keras/kerasAddresses.py and
// test/oracles/pytorch/torchAddresses.py.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { architectures } from "../../src/models/architectures.js";
import { cachedName, publishedFor, publishedWeights } from "../../src/models/publishedWeights.js";
import { readWritten } from "../formats/writtenFiles.js";
import { readFixture } from "../support/kerasFixture.js";

interface KerasFile {
  readonly architecture: string;
  readonly alpha: number;
  readonly size: number;
  readonly includeTop: boolean;
  readonly fileName: string;
  readonly address: string;
  readonly md5: string | null;
}

test("Keras's files are at the addresses, and with the digests, that Keras has", () => {
  const { files } = readFixture<{ readonly files: readonly KerasFile[] }>("kerasAddresses");
  const ofKeras = publishedWeights.filter(({ source }) => source === "keras");
  assert.is(ofKeras.length, files.length);
  for (const { architecture, alpha, size, includeTop, fileName, address, md5 } of files) {
    const found = publishedFor({ architecture, alpha, size }).find((file) => file.includeTop === includeTop);
    assert.equal([found?.fileName, found?.address], [fileName, address]);
    const digest = md5 === null ? { kind: "unknown" } : { kind: "published", algorithm: "MD5", start: md5 };
    assert.equal(found!.digest, digest, fileName);
  }
});

test("the others are where torchvision and timm have them", () => {
  const { files } = readWritten<{ readonly files: readonly KerasFile[] }>("torchAddresses");
  const others = publishedWeights.filter(({ source }) => source !== "keras");
  const plain = others.map(({ architecture, alpha, address }) => ({ architecture, alpha, address }));
  assert.equal(plain, files);
  for (const { address, digest } of others)
    if (digest.kind !== "unknown") assert.ok(address.endsWith(`-${digest.start}.pth`), address);
});

test("no two files have one name, neither theirs nor in the cache folder", () => {
  for (const names of [
    publishedWeights.map(({ fileName }) => fileName),
    publishedWeights.map(({ address }) => address),
  ])
    assert.is(new Set(names).size, publishedWeights.length);
  const cached = publishedWeights.map((file) => cachedName(file, file.includeTop));
  assert.is(new Set(cached).size, publishedWeights.length);
});

test("every network has weights at its own width and size, of the variant that it has by default", () => {
  for (const { name, alphas, sizes, variants } of Object.values(architectures)) {
    for (const alpha of alphas) {
      const files = publishedFor({ architecture: name, alpha, size: sizes.default });
      assert.ok(files.length > 0, `${name} ${alpha}`);
      assert.equal([...new Set(files.map(({ source }) => source))], [Object.keys(variants)[0]]);
    }
  }
});

test.run();
