// Optimizers and schedules. Those whose names Keras writes with fewer capitals have both.

export { Adadelta, type AdadeltaOptions } from "./adadelta.js";
export { Adafactor, type AdafactorOptions } from "./adafactor.js";
export { AdaGrad, AdaGrad as Adagrad, type AdaGradOptions } from "./adaGrad.js";
export { AdaMax, AdaMax as Adamax, type AdaMaxOptions } from "./adaMax.js";
export { Adam, type AdamOptions, AdamW, type AdamWOptions, type EpsilonForm } from "./adam.js";
export { Ftrl, type FtrlOptions } from "./ftrl.js";
export type { GradientArguments } from "./gradientArguments.js";
export type { OptimizerOptions } from "./kerasOptimizer.js";
export { Lamb, type LambOptions } from "./lamb.js";
export { Lion, type LionOptions } from "./lion.js";
export { Muon, type MuonOptions } from "./muon.js";
export { Nadam, type NadamOptions } from "./nadam.js";
export type { Optimizer } from "./optimizer.js";
export type { OptimizerName } from "./optimizerNames.js";
export { RMSProp, RMSProp as RMSprop, type RMSPropOptions } from "./rmsProp.js";
export { cosineDecayRestarts } from "./schedules/cosineDecayRestarts.js";
export { polynomialDecay } from "./schedules/polynomialDecay.js";
export {
  cosineDecay,
  exponentialDecay,
  inverseTimeDecay,
  type LearningRate,
  piecewiseConstant,
  type Schedule,
} from "./schedules/schedules.js";
export { SGD, type SGDOptions } from "./sgd.js";
