// Every published file, made with numbers of ours in its publisher's layout, becomes weights that its network loads.

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../../src/formats/openFile.js";
import { convertWeights } from "../../../src/jobs/weights/convertWeights.js";
import { type ArchitectureName, architectures } from "../../../src/models/architectures.js";
import { createBase } from "../../../src/models/createBase.js";
import { type PublishedWeights, publishedWeights } from "../../../src/models/publishedWeights.js";
import { publishedFile, publishedNetwork } from "../../support/publishedFiles.js";

const test = suite("every published file");
const folder = mkdtempSync(join(tmpdir(), "linnet-published-"));

test.after(() => rmSync(folder, { recursive: true }));

/** Sizes change nothing of the weights: the smallest of each width stands for all. */
const files = publishedWeights.filter(({ architecture, alpha, includeTop, size }) => {
  const alike = publishedWeights.filter(
    (file) => file.architecture === architecture && file.alpha === alpha && file.includeTop === includeTop,
  );
  return size === Math.min(...alike.map((file) => file.size)) && Object.hasOwn(architectures, architecture);
});

async function converted(published: PublishedWeights, includeTop: boolean) {
  const file = join(folder, `${published.fileName}-${includeTop}.safetensors`);
  const { architecture, alpha, size } = published;
  const shape = { architecture: architecture as ArchitectureName, alpha, size };
  const bytes = await publishedFile(published);
  await convertWeights({ bytes, name: published.fileName, published }, { shape, includeTop, file });
  const { tensors } = await openFile(new Uint8Array(readFileSync(file)), file);
  return { path: file, tensors };
}

for (const published of files) {
  const { architecture, fileName, alpha, size, includeTop } = published;
  test(`${fileName}, for ${architecture}`, async () => {
    const { network } = publishedNetwork(published);
    const whole = await converted(published, includeTop);
    for (const { name, values } of network.parameters) assert.equal(whole.tensors.get(name)?.values, values, name);
    const weights = await converted(published, false);
    const { base } = createBase({ architecture: architecture as ArchitectureName, alpha, size, weights });
    for (const { name, values } of base.parameters)
      assert.equal(values, network.parameters.find((parameter) => parameter.name === name)!.values, name);
  });
}

test.run();
