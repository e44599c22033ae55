// Callbacks on the series of figures on which Keras's were run (test/oracles/keras/modelApi.py).

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Logs } from "../../../src/train/callbacks/callback.js";
import { csvLogger } from "../../../src/train/callbacks/csvLogger.js";
import { type EarlyStoppingOptions, earlyStopping } from "../../../src/train/callbacks/earlyStopping.js";
import { type ModelCheckpointOptions, modelCheckpoint } from "../../../src/train/callbacks/modelCheckpoint.js";
import { readFixture } from "../../support/kerasFixture.js";
import { play } from "./play.js";

type KerasOptions = { readonly [name: string]: number | boolean | string };

interface Case {
  readonly series: string;
  readonly monitor?: string;
  readonly options: KerasOptions;
  readonly error?: string;
}

const fixture = readFixture<{
  readonly "early stopping": {
    readonly series: { readonly [name: string]: readonly number[] };
    readonly cases: readonly (Case & { readonly stopped: number | null; readonly restored: number | null })[];
  };
  readonly "model checkpoint": readonly (Case & { readonly saved: readonly number[] })[];
  readonly csv: string;
}>("model-api");

const { series } = fixture["early stopping"];

/** The reader of fixtures takes the name "nan" for a number. */
function figures({ series: name, monitor = "val_loss" }: Case): Logs[] {
  return series[String(name).toLowerCase()]!.map((value) => ({ [monitor]: value }));
}

/** Keras's arguments by linnet's names. */
function camelCase(options: KerasOptions): KerasOptions {
  const rename = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
  return Object.fromEntries(Object.entries(options).map(([name, value]) => [rename(name), value]));
}

test("early stopping ends and restores where Keras does", async () => {
  for (const one of fixture["early stopping"].cases) {
    // Outside of a model Keras does not know which metrics want more; linnet knows them by name.
    if (one.error !== undefined) continue;
    const options = { ...camelCase(one.options), monitor: one.monitor! } as EarlyStoppingOptions;
    const { epochs, restored } = await play(earlyStopping(options), figures(one));
    const stopped = epochs === figures(one).length && one.stopped === null ? null : epochs - 1;
    assert.equal({ stopped, restored }, { stopped: one.stopped, restored: one.restored }, JSON.stringify(one));
  }
});

test("early stopping knows which of Keras's metrics want more", async () => {
  const stops = (monitor: string, name: string) =>
    play(earlyStopping({ monitor, patience: 2 }), figures({ series: name, monitor, options: {} }));
  // behaviour.json: val_accuracy, accuracy, val_precision [('down', 2), ('flat', 2), ('noise', 2), ('up', 4)]
  for (const monitor of ["val_accuracy", "accuracy", "val_precision", "val_f1_score", "auc"]) {
    assert.is((await stops(monitor, "up")).epochs - 1, 4, monitor);
    assert.is((await stops(monitor, "down")).epochs - 1, 2, monitor);
  }
  assert.throws(() => earlyStopping({ monitor: "val_nothing" }), /expected mode to be min or max/);
});

test("the model checkpoint saves the epochs that Keras saves", async () => {
  for (const one of fixture["model checkpoint"]) {
    if (one.error !== undefined) continue;
    const saved: number[] = [];
    const options = { ...camelCase(one.options), save: (epoch: number) => void saved.push(epoch) };
    await play(modelCheckpoint(options as ModelCheckpointOptions), figures(one));
    assert.equal(saved, one.saved, JSON.stringify(one));
  }
});

test("the CSV file is Keras's, digit for digit", async () => {
  const folder = mkdtempSync(join(tmpdir(), "linnet-csv-"));
  try {
    const [header, ...lines] = fixture.csv.trim().split("\r\n");
    const names = header!.split(",").slice(1);
    const epochs = lines.map((line) => {
      const values = line.split(",").slice(1).map(Number);
      // In another order than the file's.
      return Object.fromEntries(names.map((name, index) => [name, values[index]!] as const).reverse());
    });
    await play(csvLogger(join(folder, "log.csv")), epochs);
    assert.is(readFileSync(join(folder, "log.csv"), "utf8"), fixture.csv);
    await play(csvLogger(join(folder, "log.csv"), { append: true }), epochs.slice(0, 1));
    assert.is(readFileSync(join(folder, "log.csv"), "utf8"), `${fixture.csv}${lines[0]}\r\n`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test.run();
