// The same network in a page with LiteRT: XNNPACK in WebAssembly.

import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import { asBytes, probabilities } from "../peers/network.ts";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openLiteRtInPage(model: string, { threads, batch }: InferenceOptions): Promise<Inference> {
  const runtime = await loadLiteRt("/litert/", { threads: threads > 1 });
  const compiled = await loadAndCompile(model, { accelerator: "wasm", cpuOptions: { numThreads: threads } });
  const isInt8 = compiled.getInputDetails()[0]!.dtype === "uint8";
  return {
    predict: async (pixels) => {
      const input = new Tensor(isInt8 ? asBytes(pixels) : pixels, [batch, 224, 224, 3]);
      const [output] = await compiled.run([input]);
      const values = (await output!.data()).slice();
      input.delete();
      output!.delete();
      return values instanceof Uint8Array ? probabilities(values) : (values as Float32Array);
    },
    how: `${threads} threads of ${runtime.constructor.name}`,
  };
}
