// What a user imports: each is an entry of package.json's `exports` too.

export const entries = {
  index: "src/index.ts",
  graph: "src/graph/index.ts",
  jobs: "src/jobs/index.ts",
  ops: "src/tensor/ops/index.ts",
  predict: "src/predict.ts",
};

/** Quantized networks are for starts that are quick, and these are all that one needs, but for its kernels. */
export const graphSources = [
  "src/model/openForeign.ts",
  "src/formats/tflite/readTflite.ts",
  "src/formats/teachableMachine/labels.ts",
  "src/opGraph/connectGraph.ts",
  "src/opGraph/onnx/table.ts",
  "src/opGraph/tflite/table.ts",
];

/** Those, which other kernels need too. */
export const int8Sources = ["src/backends/wasm/kernels/int8/index.ts"];
