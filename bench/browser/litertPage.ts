// The same network in a page with LiteRT: XNNPACK in WebAssembly.

import { loadAndCompile, loadLiteRt, Tensor } from "@litertjs/core";
import type { Inference, InferenceOptions } from "./inference.ts";

export async function openLiteRtInPage(model: string, { threads, batch }: InferenceOptions): Promise<Inference> {
  const runtime = await loadLiteRt("/litert/", { threads: threads > 1 });
  const compiled = await loadAndCompile(model, { accelerator: "wasm", cpuOptions: { numThreads: threads } });
  return {
    predict: async (pixels) => {
      const input = new Tensor(pixels, [batch, 224, 224, 3]);
      const [logits] = await compiled.run([input]);
      const values = (await logits!.data()).slice() as Float32Array;
      input.delete();
      logits!.delete();
      return values;
    },
    how: `${threads} threads of ${runtime.constructor.name}`,
  };
}
