// Finds the layer with the first number that is not finite. Steps check nothing but the loss: if a run diverges, it is
// repeated from where its weights were last written, and every layer of the failing step is checked.

import type { Backend } from "../../backends/backend.js";
import { dependents } from "../../graph/partition.js";
import { graphOf } from "../../graph/trace.js";
import { allFinite } from "../../tensor/allFinite.js";
import type { Batch, BatchSource } from "../batches/batchSource.js";
import type { RunPosition } from "../checkpoint/runState.js";
import { DivergenceError } from "../step/divergenceError.js";
import { cutFrozen } from "../step/frozenCut.js";
import type { OptimizerMemory } from "../step/optimizerMemory.js";
import type { TrainingStepGraph } from "../step/stepGraph.js";
import { StepPrograms } from "../step/stepPrograms.js";
import type { Trainer } from "../step/trainer.js";

export interface FailedRun {
  readonly trainer: Trainer;
  readonly memory: OptimizerMemory;
  readonly backend: Backend;
  readonly source: BatchSource;
  /** Whether the source has features in place of pictures. */
  readonly cached: boolean;
  /** The position of the network's weights and the optimizer's memory. */
  readonly position: RunPosition;
}

/** The error with the layer it began in. The weights and the memory stay as they are at the position. */
export async function withOrigin(error: DivergenceError, run: FailedRun): Promise<DivergenceError> {
  try {
    return new DivergenceError(error.method, error.found, await findOrigin(run));
  } catch (failure) {
    const reason = failure instanceof Error ? failure.message : String(failure);
    return new DivergenceError(error.method, error.found, `the layer that it came from could not be found (${reason})`);
  } finally {
    run.memory.steps = run.position.steps;
  }
}

/** Repeats the steps until one fails. */
async function findOrigin(run: FailedRun): Promise<string> {
  const { trainer, memory, source, cached, position } = run;
  trainer.readWeights();
  memory.steps = position.steps;
  let toSkip = position.progress?.batches ?? 0;
  for await (const batch of source.epoch(position.epoch)) {
    if (toSkip > 0) {
      toSkip -= 1;
      continue;
    }
    const step = memory.steps;
    const before = await trainer.finiteState();
    if (await breaks(trainer, batch, cached)) {
      memory.steps = step;
      return `in step ${step + 1} ${await lookAt(run, batch, before)}`;
    }
  }
  return "it did not come again when the epoch was repeated";
}

async function breaks(trainer: Trainer, batch: Batch, cached: boolean): Promise<boolean> {
  try {
    await trainer.step(batch, cached);
    await trainer.finiteState();
    return false;
  } catch (error) {
    if (error instanceof DivergenceError) return true;
    throw error;
  }
}

/** Runs the step again and checks all that it computes, in order. */
async function lookAt(run: FailedRun, batch: Batch, before: readonly Float32Array[]): Promise<string> {
  const { trainer, backend, cached } = run;
  const feeds = await trainer.stepFeeds(batch, cached);
  if (!allFinite(batch.x)) return `the batch's ${cached ? "features" : "x"} hold a number that is not finite`;
  const watched = watch(trainer.traceStep(batch.count));
  const split = (size: number) => cutFrozen(watch(trainer.traceStep(size)).step);
  const programs = new StepPrograms(split, backend, before);
  try {
    const results = (await programs.run(batch.count, feeds)).slice(-watched.seen.length);
    const first = watched.seen.find((_, index) => !allFinite(results[index]!));
    return `${first ?? "the update of the weights"} was the first that is not finite`;
  } finally {
    await programs.close();
  }
}

interface Watched {
  readonly step: TrainingStepGraph;
  /** Descriptions of the step's last outputs. */
  readonly seen: readonly string[];
}

/** The step with more outputs: each layer that is not frozen, the loss, the gradients from the last layer's on. */
function watch(step: TrainingStepGraph): Watched {
  const { graph, varying, layerOutputs, gradients } = step;
  const depends = dependents(graph, varying);
  const layers = layerOutputs.filter(({ tensor }) => depends.has(tensor));
  const watched = [
    ...layers.map(({ name, tensor }) => ({ tensor, seen: `the output of layer "${name}"` })),
    { tensor: graph.outputs[0]!, seen: "the loss" },
    ...[...gradients].reverse().map(({ name, tensor }) => ({ tensor, seen: `the gradient of weight "${name}"` })),
  ];
  return {
    step: { ...step, graph: graphOf(graph.inputs, [...graph.outputs, ...watched.map(({ tensor }) => tensor)]) },
    seen: watched.map(({ seen }) => seen),
  };
}
