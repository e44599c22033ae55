// The callbacks of fit.

export type {
  Callback,
  CallbackMemory,
  CallbackState,
  EpochFigures,
  Logs,
  RunShape,
  TrainingControls,
} from "./callback.js";
export { csvLogger } from "./csvLogger.js";
export { type EarlyStoppingOptions, earlyStopping } from "./earlyStopping.js";
export { epochLog } from "./epochLog.js";
export { type ModelCheckpointOptions, modelCheckpoint } from "./modelCheckpoint.js";
export type { MonitorMode, MonitorOptions } from "./monitor.js";
