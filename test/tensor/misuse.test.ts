// Arguments of any type: every public function of tensors and every layer answers or throws a LinnetError, in few words.

import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { grad, valueAndGrad } from "../../src/graph/gradient.js";
import * as layers from "../../src/layers/index.js";
import { LinnetError } from "../../src/tensor/errors.js";
import * as ops from "../../src/tensor/ops/index.js";
import { Tensor } from "../../src/tensor/tensor.js";

const LONGEST_MESSAGE = 700;

const junk = fc.constantFrom<unknown>(
  ...[undefined, null, "x", "", 3, -1, 1.5, Number.NaN, true, 2n, Symbol.iterator],
  ...[{}, [], [1, 2], [-1, 3], [0, 0], ["a"], [[1]], [null], new Float32Array(4), new Array(99).fill(1)],
  ...[(x: Tensor) => x, () => 1, new Map(), { keepDims: 3 }, { strides: [] }, { rate: 1, step: 3 }, { units: 2 }],
  ...[Tensor.placeholder([2, 3]), Tensor.from(new Float32Array(6), [2, 3]), Tensor.from(new Float32Array(1), [])],
  ...[Tensor.from(new Float32Array(16), [1, 4, 4, 1]), Tensor.placeholder([3, 3, 1, 2]), Tensor.placeholder([3])],
);
const argumentLists = fc.array(junk, { maxLength: 4 });

/** Whatever it throws is worded. @throws AssertionError if it is not */
function checkWorded(what: string, call: () => unknown): void {
  try {
    call();
  } catch (error) {
    assert.instance(error, LinnetError, `${what}: ${error instanceof Error ? error.stack : error}`);
    const { message } = error as Error;
    assert.ok(message.length <= LONGEST_MESSAGE, `${what}: ${message.length} characters: ${message.slice(0, 200)}`);
  }
}

/** For tests only: a function whose arguments are not what its types say. */
type Untyped = (...args: unknown[]) => unknown;

function property(call: (args: readonly unknown[]) => void): void {
  fc.assert(fc.property(argumentLists, call), { numRuns: 300 });
}

const definesOps = ["apply", "defineOp"];

for (const [name, f] of Object.entries(ops).filter((entry) => !definesOps.includes(entry[0]))) {
  test(`${name}: arguments of any type`, () => {
    property((args) => checkWorded(name, () => (f as Untyped)(...args)));
  });
}

for (const [name, f] of Object.entries({ grad, valueAndGrad })) {
  test(`${name}: arguments of any type`, () => {
    const twice = (first: readonly unknown[], then: readonly unknown[]): void =>
      checkWorded(name, () => ((f as Untyped)(...first) as Untyped)(...then));
    fc.assert(fc.property(argumentLists, argumentLists, twice), { numRuns: 300 });
  });
}

test("compile: arguments of any type", async () => {
  for (const args of fc.sample(argumentLists, { numRuns: 200, seed: 5 })) {
    const error: unknown = await (compile as Untyped as (...given: readonly unknown[]) => Promise<unknown>)(
      ...args,
    ).then(
      () => null,
      (reason: unknown) => reason,
    );
    checkWorded("compile", () => {
      if (error !== null) throw error;
    });
  }
});

test("tensors: arguments of any type", () => {
  const tensor = Tensor.from(new Float32Array(6), [2, 3]);
  const methods = ["reshape", "slice", "item"] as const;
  property((args) => {
    checkWorded("from", () => (Tensor.from as Untyped)(...args));
    checkWorded("placeholder", () => (Tensor.placeholder as Untyped)(...args));
    for (const name of methods) checkWorded(name, () => (tensor[name] as Untyped).apply(tensor, [...args]));
  });
});

const classes = Object.entries(layers).filter(
  ([, value]) => (value as { prototype?: unknown }).prototype instanceof layers.Layer,
);

for (const [name, LayerClass] of classes) {
  test(`${name}: options of any type`, () => {
    const { signature } = LayerClass as typeof layers.Layer;
    const keys = Object.keys(signature!.options);
    const options = fc.oneof(
      junk,
      fc.dictionary(fc.constantFrom(...keys), junk, { maxKeys: 4, noNullPrototype: true }),
    );
    const ends = fc.oneof(
      junk,
      fc.constantFrom([4], [4, 4, 2]).map((shape) => layers.input({ shape })),
    );
    const connect = (given: unknown, end: unknown): void =>
      checkWorded(name, () => {
        const layer = new (LayerClass as new (options: unknown) => layers.Layer)(given);
        layer.apply(end as layers.LayerOutput);
        for (const parameter of layer.parameters) parameter.values.fill(0);
      });
    fc.assert(fc.property(options, ends, connect), { numRuns: 300 });
  });
}

test("input, registerLayers, initializer: arguments of any type", () => {
  property((args) => {
    checkWorded("input", () => (layers.input as Untyped)(...args));
    checkWorded("registerLayers", () => (layers.registerLayers as Untyped)(...args));
    checkWorded("initializer", () => (layers.initializer as Untyped)(...args));
  });
});

test.run();
