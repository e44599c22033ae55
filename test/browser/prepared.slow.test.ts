// A page that makes a network's program while the file's numbers arrive.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { mobileNetV2 } from "../../src/models/mobilenetv2.js";
import { inPage } from "../support/page.js";
import { pageProgram } from "../support/pageProgram.js";

const program = `
  import { Network, Tensor } from "linnet";
  const x = Tensor.from(Float32Array.from({ length: 2 * 96 * 96 * 3 }, (_, index) => Math.sin(index)), [2, 96, 96, 3]);
  globalThis.predict = async (options) => {
    const network = await Network.load("/network.safetensors", options);
    const how = network.describeBackend();
    const { values } = await network.predict(x);
    await network.close();
    return { how, values: [...values] };
  };
`;

interface Predicted {
  readonly how: string;
  readonly values: readonly number[];
}

test("prepared predictions are the ones that they are without, on one and two threads", async () => {
  const network = mobileNetV2({ inputShape: [96, 96, 3], alpha: 0.35, classes: 10, seed: 3 });
  const files = new Map([
    ...(await pageProgram(program)),
    ["/network.safetensors", Buffer.from(network.encode())] as const,
  ]);
  await inPage({ tests: "prepared networks in a page", files }, async (page) => {
    await page.waitForFunction("globalThis.predict !== undefined");
    const predict = async (options: object): Promise<Predicted> =>
      (await page.evaluate(`predict(${JSON.stringify(options)})`)) as Predicted;
    const { values, how } = await predict({});
    assert.is(how, "nothing was predicted yet");
    for (const threads of [1, 2]) {
      for (const prepare of [1, 2]) {
        const prepared = await predict({ prepare, backend: { threads } });
        assert.match(prepared.how, threads === 1 ? /1 thread in a worker/ : /2 threads in workers/);
        assert.equal(prepared.values, values);
      }
    }
  });
});

test.run();
