// What the process of a point does: it measures, and prints the result as JSON.

import { readFileSync } from "node:fs";
import { architectures, Tensor } from "linnet";
import { trainJob } from "linnet/jobs";
import type { FolderPoint, MeasuredPoint, NetworkPoint, Point } from "./measurePoint.js";

/** `maxRSS` would begin with that of the process which started this one. */
function peakBytes(): number {
  if (process.platform !== "linux") return process.resourceUsage().maxRSS * 1024;
  return 1024 * Number(/^VmHWM:\s*(\d+)/m.exec(readFileSync("/proc/self/status", "utf8"))![1]);
}

async function timeTraining({ folder, base }: FolderPoint): Promise<number> {
  const start = performance.now();
  await trainJob(folder, { base, epochs: 1, augment: false });
  return performance.now() - start;
}

async function timeNetwork({ work, alpha, size, batch, rounds }: NetworkPoint): Promise<number> {
  const options = { alpha, inputShape: [size, size, 3], classes: 2, folded: work === "predict" } as const;
  const { network } = architectures.mobilenetv2.create(options);
  const xShape = [batch, size, size, 3];
  const x = Tensor.from(
    Float32Array.from({ length: batch * size * size * 3 }, (_, index) => Math.sin(index)),
    xShape,
  );
  const y = Tensor.from(
    Float32Array.from({ length: 2 * batch }, (_, index) => ((index >> 1) % 2 === index % 2 ? 1 : 0)),
    [batch, 2],
  );
  network.compile({ optimizer: "adam", loss: "categoricalCrossentropy" });
  const run = async (): Promise<void> => {
    if (work === "predict") await network.predict(x, { batchSize: batch });
    else await network.trainOnBatch(x, y);
  };
  const times: number[] = [];
  // Engines compile anew what runs often.
  for (let round = -2; round < rounds; round += 1) {
    const start = performance.now();
    await run();
    if (round >= 0) times.push(performance.now() - start);
  }
  await network.close();
  return times.toSorted((a, b) => a - b)[Math.floor(times.length / 2)]!;
}

const point = JSON.parse(process.argv[2]!) as Point;
const milliseconds = point.work === "train" ? await timeTraining(point) : await timeNetwork(point);
const measured: MeasuredPoint = { milliseconds, peakBytes: peakBytes() };
console.log(JSON.stringify(measured));
process.exit(0);
