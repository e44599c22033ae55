// "linnet/predict": what a page needs that only predicts. Of a module that also names what trains, bundlers that split a page
// keep more than is used.

export { type BackendChoice, type BackendName, type BackendSettings, loadBackend } from "./backends/index.js";
export type { PictureInput } from "./data/pictureSource.js";
export type { ClassProbability } from "./jobs/classifier/classifierParts.js";
export { ImageClassifier } from "./jobs/classifier/imageClassifier.js";
export type { MachineOptions } from "./jobs/machine.js";
export type { ModelSource } from "./model/modelSource.js";
export { Network } from "./model/network.js";
export { LinnetError } from "./tensor/errors.js";
export { Tensor } from "./tensor/tensor.js";
