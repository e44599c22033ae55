// A line of figures for each epoch, as Keras prints them.

import { describe } from "../../tensor/describe.js";
import { LinnetError } from "../../tensor/errors.js";
import type { Callback } from "./callback.js";

/** Prints a line per epoch: its number, seconds and figures. @param print Default: `console.log`. */
export function epochLog(print: (line: string) => void = console.log): Callback {
  if (typeof print !== "function")
    throw new LinnetError(`epochLog: expected print to be a function, got ${describe(print)}`);
  let epochs = 0;
  let started = 0;
  return {
    onTrainBegin: (run) => {
      epochs = run.epochs;
    },
    onEpochBegin: () => {
      started = performance.now();
    },
    onEpochEnd: (epoch, logs) => {
      const seconds = ((performance.now() - started) / 1000).toFixed(1);
      const number = String(epoch + 1).padStart(String(epochs).length);
      const figures = Object.entries(logs).map(([name, value]) => `${name} ${format(name, value)}`);
      print(`epoch ${number}/${epochs}  ${seconds} s  ${figures.join("  ")}`);
    },
  };
}

function format(name: string, value: number): string {
  return name === "learning_rate" ? value.toExponential(2) : value.toFixed(4);
}
