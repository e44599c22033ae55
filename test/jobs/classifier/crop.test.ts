// A model whose file says that it takes the square in a picture's middle.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { centerCrop } from "../../../src/data/crop.js";
import type { Picture } from "../../../src/data/picture.js";
import { classifyPictures } from "../../../src/jobs/classifier/classifyPictures.js";
import { Dense, Flatten, input } from "../../../src/layers/index.js";
import { Network } from "../../../src/model/network.js";

const wide: Picture = {
  width: 30,
  height: 12,
  data: Uint8ClampedArray.from({ length: 30 * 12 * 3 }, (_, index) => (index * 37) % 256),
};

test("the middle is taken, by a model that was read back too", async () => {
  const begin = input({ shape: [8, 8, 3] });
  const outputs = new Dense({ units: 2, activation: "softmax", seed: 3 }).apply(new Flatten({}).apply(begin));
  const preprocessing = { mode: "minusOneToOne", resize: "bilinear", crop: 1 } as const;
  const bytes = new Network({ inputs: begin, outputs }).encode({ classes: ["a", "b"], preprocessing });
  const network = Network.decode(bytes);
  assert.equal(network.record.preprocessing, preprocessing);
  const answerOf = async (picture: Picture, crop: boolean) => {
    const { crop: _, ...whole } = preprocessing;
    const record = { classes: ["a", "b"], training: {}, preprocessing: crop ? preprocessing : whole };
    return (await classifyPictures({ network, record }, [picture])).answers[0]!.classes;
  };
  assert.equal(await answerOf(wide, true), await answerOf(centerCrop(wide, 1), false));
  assert.not.equal(await answerOf(wide, true), await answerOf(wide, false));
  await network.close();
});

test("a part of the picture that is none is refused", () => {
  const begin = input({ shape: [4] });
  const network = new Network({ inputs: begin, outputs: new Dense({ units: 2 }).apply(begin) });
  for (const crop of [0, 2, "1"]) {
    const record = { preprocessing: { mode: "none", resize: "bilinear", crop } };
    assert.throws(
      () => Network.decode(network.encode(record as never)),
      /and, if there is one, crop above 0 and at most 1/,
    );
  }
});

test.run();
