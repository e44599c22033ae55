// linnet's public face.

export type { Backend, Program } from "./backends/backend.js";
export { type Compiled, type CompileOptions, compile } from "./backends/compile.js";
export { referenceBackend } from "./backends/reference/index.js";
export { grad, valueAndGrad } from "./graph/gradient.js";
export { printGraph } from "./graph/print.js";
export { LinnetError, ShapeError } from "./tensor/errors.js";
export * from "./tensor/ops/index.js";
export type { Shape } from "./tensor/shape.js";
export { Tensor } from "./tensor/tensor.js";
