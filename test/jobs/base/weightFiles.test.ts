// Files of weights with other programs' names, as `--weights FILE` takes them.

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { writeSafetensors } from "../../../src/formats/safetensors/writeSafetensors.js";
import { openBase } from "../../../src/jobs/base/openBase.js";
import { type ArchitectureName, findArchitecture } from "../../../src/models/architectures.js";
import { weightsFor } from "../../../src/models/elsewhere/weightsFor.js";
import type { Source } from "../../../src/models/sources.js";

const folder = mkdtempSync(join(tmpdir(), "linnet-weights-"));
test.after(() => rmSync(folder, { recursive: true }));

/** A file of a network's weights in a folder of its own. */
function written(architecture: ArchitectureName, source: Source, beside?: string): string {
  const built = findArchitecture(architecture).create({ alpha: 0.5, inputShape: [32, 32, 3], classes: 4, source });
  const own = join(folder, `${architecture} ${source} ${beside === undefined}`);
  mkdirSync(own);
  writeFileSync(join(own, "model.safetensors"), writeSafetensors(weightsFor({ ...built, architecture, source })));
  if (beside !== undefined) writeFileSync(join(own, "config.json"), beside);
  return join(own, "model.safetensors");
}

async function preprocessingOf(architecture: ArchitectureName, file: string): Promise<string> {
  const opened = await openBase({ architecture, alpha: 0.5, size: 32, weights: { file } }, { seed: 0 });
  assert.ok(opened.pretrained && !opened.base.trainable);
  return opened.preprocessing.mode;
}

test("the program's names choose the variant, and so how pictures are preprocessed", async () => {
  assert.is(await preprocessingOf("mobilenetv2", written("mobilenetv2", "torchvision")), "torch");
  assert.is(await preprocessingOf("mobilenetv3-small", written("mobilenetv3-small", "keras")), "none");
});

test("timm's config.json says which of its models the weights are of", async () => {
  const config = JSON.stringify({ architecture: "tf_mobilenetv3_small_100", num_classes: 4 });
  assert.is(
    await preprocessingOf("mobilenetv3-small", written("mobilenetv3-small", "timm-tf", config)),
    "minusOneToOne",
  );
  assert.is(await preprocessingOf("mobilenetv3-small", written("mobilenetv3-small", "timm")), "torch");
  assert.is(await preprocessingOf("mobilenetv3-small", written("mobilenetv3-small", "timm", "{")), "torch");
});

test.run();
