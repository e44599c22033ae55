import { test } from "uvu";
import * as assert from "uvu/assert";
import { exportNetwork, input, LayerNormalization, Network } from "../../../src/index.js";

test("a layer norm over several axes, which Keras does not read from .h5, is refused there alone", async () => {
  const begin = input({ shape: [4, 4, 2] });
  const norm = (axis: number | number[]) =>
    new Network({ inputs: begin, outputs: new LayerNormalization({ axis, name: "it" }).apply(begin) });
  const message = await exportNetwork(norm([2, 3]), { format: "h5" }).then(String, ({ message }: Error) => message);
  assert.match(message, 'layer "it": Keras does not read a LayerNormalization over the axes 2, 3 from .h5 files');
  assert.match(message, "write a .keras file instead");
  await exportNetwork(norm([2, 3]), { format: "keras" });
  for (const axis of [-1, [3]]) await exportNetwork(norm(axis), { format: "h5" });
});

test.run();
