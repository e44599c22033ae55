// A program that trains the small run with a checkpoint, for tests that kill it: `keptRun CHECKPOINT RESULT`. It
// prints a dot for each step.

import { rmSync, writeFileSync } from "node:fs";
import { smallRun } from "./smallRun.js";

const [file, result] = process.argv.slice(2) as [string, string];
// Each step is saved, so that most kills come while the checkpoint is written; it goes when the result is there.
const checkpoint = { file, everySeconds: 0, deleteAtEnd: false };
const onBatchEnd = (): void => void process.stdout.write(".");
smallRun({ checkpoint, callbacks: [{ onBatchEnd }] }).then(({ weights, history }) => {
  writeFileSync(result, JSON.stringify({ weights, history: history.history }));
  rmSync(file);
});
