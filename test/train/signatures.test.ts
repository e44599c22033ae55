// The arguments of fit, evaluate, predict, compile and the callbacks beside Keras's (test/golden/keras/signatures.json):
// each is there under its name, with its default, or stands below with the reason why not.

import { readFileSync } from "node:fs";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { readFixture } from "../support/kerasFixture.js";

const signatures = readFixture<{ readonly [name: string]: { readonly [argument: string]: string | null } }>(
  "signatures",
);

/** Where the options of a Keras class or method are declared: files of src and interfaces in them. */
const declared: { readonly [name: string]: readonly (readonly [file: string, name: string])[] } = {
  EarlyStopping: [
    ["train/callbacks/earlyStopping", "EarlyStoppingOptions"],
    ["train/callbacks/monitor", "MonitorOptions"],
    ["train/callbacks/printsLines", "VerboseOption"],
  ],
  ModelCheckpoint: [
    ["train/callbacks/modelCheckpoint", "ModelCheckpointOptions"],
    ["train/callbacks/monitor", "MonitorOptions"],
    ["train/callbacks/printsLines", "VerboseOption"],
  ],
  ReduceLROnPlateau: [
    ["train/callbacks/reduceLROnPlateau", "ReduceLROnPlateauOptions"],
    ["train/callbacks/monitor", "MonitorOptions"],
    ["train/callbacks/printsLines", "VerboseOption"],
  ],
  LearningRateScheduler: [["train/callbacks/printsLines", "VerboseOption"]],
  CSVLogger: [["train/callbacks/csvLogger", "CsvLoggerOptions"]],
  "Model.compile": [["train/compileArguments", "CompileOptions"]],
  "Model.fit": [
    ["train/batches/tensorExamples", "FitOptions"],
    ["train/run/fitOptions", "FitLoopOptions"],
  ],
  "Model.evaluate": [["train/batches/tensorExamples", "EvaluateOptions"]],
  "Model.predict": [["model/predictions", "PredictOptions"]],
  "Model.summary": [["train/model", "SummaryOptions"]],
};

const FIRST = "stands before the options";
const NOT_PRINTED = "0: only the command prints without being asked to";
const NO_CALLBACKS = "callbacks hear of training alone";
const ONE_WAY = "every step is one compiled program";
const ONE_TABLE = "there is one form of the table";

/** Arguments that are not there, or have another default, and why. */
const exceptions: { readonly [name: string]: { readonly [argument: string]: string } } = {
  EarlyStopping: {},
  ModelCheckpoint: {},
  ReduceLROnPlateau: { min_lr: "minLearningRate, in full words", kwargs: "nothing is taken by other names" },
  LearningRateScheduler: { schedule: FIRST },
  CSVLogger: { filename: FIRST },
  "Model.compile": {
    optimizer: "has to be given",
    loss: "has to be given",
    run_eagerly: ONE_WAY,
    steps_per_execution: ONE_WAY,
    jit_compile: ONE_WAY,
    auto_scale_loss: "everything is float32",
  },
  "Model.fit": { x: FIRST, y: FIRST, verbose: NOT_PRINTED },
  "Model.evaluate": {
    x: FIRST,
    y: FIRST,
    verbose: NOT_PRINTED,
    callbacks: NO_CALLBACKS,
    return_dict: "figures always have names",
    kwargs: "nothing is taken by other names",
  },
  "Model.predict": { x: FIRST, verbose: NOT_PRINTED, callbacks: NO_CALLBACKS },
  "Model.summary": {
    line_length: ONE_TABLE,
    positions: ONE_TABLE,
    expand_nested: ONE_TABLE,
    show_trainable: ONE_TABLE,
    layer_range: ONE_TABLE,
  },
};

/** The options of an interface with the defaults that their comments say; undefined if a comment says none. */
function optionsOf(file: string, name: string): Map<string, string | undefined> {
  const text = readFileSync(new URL(`../../src/${file}.ts`, import.meta.url), "utf8");
  const body = new RegExp(`interface ${name}[^{]*\\{\\n([\\s\\S]*?)\\n\\}`).exec(text)?.[1];
  if (body === undefined) throw new Error(`${file} has no interface ${name}`);
  const fields = body.matchAll(/(?:\/\*\*((?:[^*]|\*(?!\/))*)\*\/\s*)?readonly (\w+)\??:/g);
  return new Map(
    [...fields].map(([, comment, option]) => [
      option!,
      /Default: ("[^"]*"|`[^`]*`|[^\s,]+?)[,.]?(?:\s|$)/.exec(comment ?? "")?.[1],
    ]),
  );
}

function camelCase(name: string): string {
  return name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
}

/** A default as both write it. */
function plain(value: string): string {
  const bare = value.replace(/['"`]/g, "");
  return Number.isNaN(Number(bare)) ? bare.toLowerCase() : String(Number(bare));
}

test("the arguments and defaults are Keras's", () => {
  for (const [name, interfaces] of Object.entries(declared)) {
    // What an interface says itself goes before what it extends.
    const options = new Map([...interfaces].reverse().flatMap(([file, type]) => [...optionsOf(file, type)]));
    for (const [argument, expected] of Object.entries(signatures[name]!)) {
      const what = `${name}: ${argument}`;
      if (exceptions[name]![argument] !== undefined) continue;
      assert.ok(options.has(camelCase(argument)), `${what} is there`);
      const own = options.get(camelCase(argument));
      // None means what the comment says in words.
      if (expected === null || expected === "None") continue;
      assert.is(plain(own ?? "not said"), plain(expected), what);
    }
  }
});

test("every exception is one", () => {
  for (const [name, arguments_] of Object.entries(exceptions))
    assert.equal(
      Object.keys(arguments_).filter((argument) => !(argument in signatures[name]!)),
      [],
    );
});

test.run();
