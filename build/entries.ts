// What a user imports: each is an entry of package.json's `exports` too.

export const entries = {
  index: "src/index.ts",
  graph: "src/graph/index.ts",
  jobs: "src/jobs/index.ts",
  ops: "src/tensor/ops/index.ts",
  predict: "src/predict.ts",
};
