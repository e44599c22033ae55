// Top-1 with the resizing that mobilenetv2.test.ts leaves out: fifty photographs at 224 pixels take seconds.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { sharedPath } from "../support/shared.js";
import { top1On } from "../support/top1.js";

const weightsFile = sharedPath("weights/mobilenetv2-1.0-224-imagenet.safetensors", "MobileNetV2 against PyTorch");
const photographs = sharedPath("data/imagenet-sample", "top-1 on photographs of ImageNet");

if (weightsFile !== null && photographs !== null)
  test("top-1 with antialias resizing equals PyTorch's", async () => {
    const top1 = await top1On(photographs, { weightsFile, resizeMethod: "antialias" });
    assert.ok(Math.abs(top1 - 0.84) <= 0.0101, `expected 0.84, got ${top1}`);
  });

test.run();
