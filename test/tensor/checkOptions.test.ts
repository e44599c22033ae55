import { test } from "uvu";
import * as assert from "uvu/assert";
import { checkOptions, type OptionKinds } from "../../src/tensor/checkOptions.js";
import { describe } from "../../src/tensor/describe.js";
import { LinnetError } from "../../src/tensor/errors.js";

interface Options {
  readonly learningRate?: number;
  readonly validationSplit?: number;
  readonly shuffle?: boolean;
  readonly callbacks?: readonly string[];
  readonly checkpoint?: string | null;
}
const kinds: OptionKinds<Options> = {
  learningRate: ["number", "object"],
  validationSplit: "number",
  shuffle: "boolean",
  callbacks: "list",
  checkpoint: ["string", "null"],
};

function messageOf(options: unknown): string {
  try {
    checkOptions("fit", options as Options, kinds);
    return "taken";
  } catch (error) {
    assert.instance(error, LinnetError);
    return (error as Error).message;
  }
}

test("known options of the right kind are taken, and those that are undefined count as not given", () => {
  assert.is(messageOf({ learningRate: 1, validationSplit: undefined, shuffle: false, callbacks: [] }), "taken");
  assert.is(messageOf({ learningRate: {}, checkpoint: null }), "taken");
});

test("what was not awaited is refused", () => {
  assert.is(messageOf(Promise.resolve({})), "fit: expected an object of options, got a Promise");
  assert.match(messageOf({ learningRate: Promise.resolve(0.1) }), /expected learningRate .*, got a Promise/);
});

test("an unknown option is refused with the spelling that was meant", () => {
  assert.is(
    messageOf({ validation_split: 0.2 }),
    "fit: unknown option validation_split: did you mean validationSplit?",
  );
  assert.is(messageOf({ lr: 0.2 }), "fit: unknown option lr: did you mean learningRate?");
  assert.is(messageOf({ shufle: true }), "fit: unknown option shufle: did you mean shuffle?");
  assert.is(
    messageOf({ toString: 1 }),
    "fit: unknown option toString: expected learningRate, validationSplit, shuffle, callbacks, checkpoint",
  );
});

test("a value of another kind is refused, however large it is, in a short message", () => {
  assert.is(messageOf({ shuffle: "yes" }), 'fit: expected shuffle to be true or false, got "yes"');
  assert.is(
    messageOf({ learningRate: new Float32Array(1e6) }),
    "fit: expected learningRate to be a number or an object, got a Float32Array of 1000000",
  );
  assert.is(messageOf({ callbacks: null }), "fit: expected callbacks to be an array, got null");
  assert.is(messageOf({ checkpoint: 1 }), "fit: expected checkpoint to be a string or null, got 1");
  assert.is(messageOf([1, 2]), "fit: expected an object of options, got an array of 2");
});

test("values are described by what they are", () => {
  const cases: [unknown, string][] = [
    ["adam", '"adam"'],
    ["x".repeat(1e6), `"${"x".repeat(60)}…"`],
    [null, "null"],
    [undefined, "undefined"],
    [Number.NaN, "NaN"],
    [10n, "10"],
    [Symbol("s"), "Symbol(s)"],
    [[1, 2, 3], "an array of 3"],
    [new DataView(new ArrayBuffer(8)), "a DataView of 8"],
    [new Error("x"), "an Error"],
    [{ constructor: 5 }, "{ constructor }"],
    [{ ["x".repeat(1e6)]: 1 }, `{ ${"x".repeat(60)}, … }`],
    [new Uint8Array(2), "a Uint8Array of 2"],
    [new Map(), "a Map"],
    [{}, "{}"],
    [Object.create(null), "{}"],
    [{ a: 1, b: 2, c: 3, d: 4 }, "{ a, b, c, … }"],
    [Math.max, "the function max"],
    [() => 1, "a function"],
  ];
  for (const [value, words] of cases) assert.is(describe(value), words);
});

test.run();
