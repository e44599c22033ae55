// linnet's public face.

export type { Backend, Program } from "./backends/backend.js";
export { type Compiled, type CompileOptions, compile } from "./backends/compile.js";
export { type GpuBackendOptions, type GpuMode, gpuBackend } from "./backends/gpu/index.js";
export { type BackendName, backendNames, loadBackend } from "./backends/index.js";
export { referenceBackend } from "./backends/reference/index.js";
export { type WasmOptions, wasmBackend } from "./backends/wasm/index.js";
export * from "./data/index.js";
export { drawFace, type FaceOptions } from "./data/sample/face.js";
export {
  readSafetensors,
  type StoredTensor,
  type WriteOptions,
  writeSafetensors,
} from "./formats/safetensors/safetensors.js";
export { countMultiplyAdds, multiplyAddsOf } from "./graph/cost.js";
export { grad, gradients, valueAndGrad } from "./graph/gradient.js";
export { optimise } from "./graph/passes/index.js";
export { makePlan, type Plan } from "./graph/plan.js";
export { printGraph } from "./graph/print.js";
export { type Graph, graphOf, type ProducedTensor, trace } from "./graph/trace.js";
export * from "./layers/index.js";
export type { Architecture, ArchitectureOptions, Blocks, BuiltNetwork } from "./models/architecture.js";
export { type ArchitectureName, architectures } from "./models/architectures.js";
export { type Base, type BaseOptions, createBase, type WeightsFile } from "./models/createBase.js";
export { mobileNetV1 } from "./models/mobilenetv1.js";
export { mobileNetV2 } from "./models/mobilenetv2.js";
export { mobileNetV3Large, mobileNetV3Small } from "./models/mobilenetv3.js";
export { readSmallBase, type SmallBaseOptions, smallBase, smallBaseShape } from "./models/smallBase.js";
export { layerDecay, unfreezeBlocks } from "./models/unfreeze.js";
export * from "./optim/index.js";
export * from "./report/index.js";
export { LinnetError, ShapeError, ThreadError } from "./tensor/errors.js";
export { hardSigmoid, hardSwish } from "./tensor/nn.js";
export { apply, defineOp } from "./tensor/op.js";
export * from "./tensor/ops/index.js";
export type { Shape } from "./tensor/shape.js";
export { type OpDefinition, Tensor } from "./tensor/tensor.js";
export type { Padding, Padding2d, Pair } from "./tensor/window.js";
export * from "./train/index.js";
