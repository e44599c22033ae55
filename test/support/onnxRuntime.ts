// onnxruntime-node, which stands among the peers of bench/ and is no dependency of linnet.

import { createRequire } from "node:module";
import { Tensor } from "../../src/tensor/tensor.js";

interface RuntimeTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

interface Runtime {
  readonly InferenceSession: {
    create(
      bytes: Uint8Array,
      options: object,
    ): Promise<{
      readonly outputNames: readonly string[];
      run(feeds: { readonly [name: string]: RuntimeTensor }): Promise<{ readonly [name: string]: RuntimeTensor }>;
      release(): Promise<void>;
    }>;
  };
  readonly Tensor: new (type: "float32", data: Float32Array, dims: readonly number[]) => RuntimeTensor;
}

export type RunOnnx = (feeds: { readonly [name: string]: Tensor }) => Promise<{ [name: string]: Tensor }>;

/** Opens ONNX files; null, with a line that says what is skipped, where bench/ is not installed. */
export function onnxRuntime(what: string): ((bytes: Uint8Array) => Promise<RunOnnx>) | null {
  let runtime: Runtime;
  try {
    runtime = createRequire(new URL("../../bench/package.json", import.meta.url))("onnxruntime-node");
  } catch {
    console.log(`skipped: ${what}: bench/ is not installed (npm run peers)`);
    return null;
  }
  return async (bytes) => {
    const options = { intraOpNumThreads: 1, interOpNumThreads: 1, logSeverityLevel: 3 };
    const session = await runtime.InferenceSession.create(bytes, options);
    return async (feeds) => {
      const given = Object.entries(feeds).map(([name, { values, shape }]): [string, RuntimeTensor] => [
        name,
        new runtime.Tensor("float32", values, shape),
      ]);
      const outputs = await session.run(Object.fromEntries(given));
      const made = session.outputNames.map((name): [string, Tensor] => {
        const { data, dims } = outputs[name]!;
        return [name, Tensor.from(data, dims)];
      });
      return Object.fromEntries(made);
    };
  };
}
