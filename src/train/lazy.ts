// What the first fit or evaluate loads, in one piece: a page that only predicts never loads it.

export { firstBatches } from "./batches/limitedSource.js";
export {
  checkEvaluateOptions,
  checkFitOptions,
  measuredSource,
  trainedSources,
  validationSource,
} from "./batches/tensorExamples.js";
export { optimizerOf, outputTraining } from "./outputTraining.js";
export { evaluateLoop } from "./run/epoch.js";
export { fitLoop } from "./run/fit.js";
export { OnBatchSteps } from "./run/onBatch.js";
export { trainingToWrite } from "./trainingToWrite.js";
