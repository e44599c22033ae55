// A page that answers once, and makes its program while the weights arrive.

import { Network, Tensor } from "linnet";
import { pictures } from "../peers/network.ts";
import { sinceArrival } from "./sinceArrival.ts";

/** Milliseconds from the last byte of the weights to the answer. */
async function start(file: string, threads: number): Promise<number> {
  const x = Tensor.from(pictures(1), [1, 224, 224, 3]);
  const network = await Network.load(file, { prepare: 1, backend: { name: "wasm", threads } });
  await network.predict(x);
  return sinceArrival(file);
}

Object.assign(globalThis, { start });
