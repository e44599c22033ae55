import { test } from "uvu";
import * as assert from "uvu/assert";
import { kerasOrder } from "../../../src/formats/keras/layerOrder.js";
import { Add, Conv2D, input, Network } from "../../../src/index.js";

test("layers are in Keras's order: the farthest from the output first", () => {
  // As keras.Model(a, out).layers has them: Keras 3.15.1.
  const a = input({ shape: [4, 4, 2], name: "a" });
  const conv = (name: string) => new Conv2D({ filters: 2, kernelSize: 1, name });
  const short = conv("short").apply(a);
  const long = conv("long_2").apply(conv("long_1").apply(a));
  const out = new Add({ name: "out" }).apply([short, long]);
  const network = new Network({ inputs: a, outputs: out });
  assert.equal(kerasOrder(network.toConfig()), ["a", "long_1", "short", "long_2", "out"]);
});

test("a layer that is called twice stands at its call that is farthest from the output", () => {
  const a = input({ shape: [4, 4, 2], name: "a" });
  const shared = new Conv2D({ filters: 2, kernelSize: 1, name: "shared" });
  const middle = new Conv2D({ filters: 2, kernelSize: 1, name: "middle" });
  const network = new Network({ inputs: a, outputs: shared.apply(middle.apply(shared.apply(a))) });
  assert.equal(kerasOrder(network.toConfig()), ["a", "shared", "middle"]);
});

test.run();
