// What the assembler writes, run by the engine against JavaScript's own arithmetic.

import * as fc from "fast-check";
import { test } from "uvu";
import * as assert from "uvu/assert";
import { Reader } from "../../../../src/backends/wasm/assembler/decode.js";
import { flattenCode, signed, unsigned } from "../../../../src/backends/wasm/assembler/encode.js";
import {
  f32,
  type I32,
  type Integer,
  i32,
  type Statement,
  select,
} from "../../../../src/backends/wasm/assembler/expression.js";
import {
  advance,
  callFunction,
  choose,
  forLoop,
  type Local,
  repeatWhile,
  when,
} from "../../../../src/backends/wasm/assembler/function.js";
import { ModuleBuilder } from "../../../../src/backends/wasm/assembler/module.js";

type Write = (a: Local<"i32">, b: Local<"i32">, local: () => Local<"i32">) => readonly Statement[];

/** The first word of memory after a function of two numbers has run. */
function compiled(write: Write): (a: number, b: number) => number {
  const module = new ModuleBuilder();
  module.addFunction("f", (builder) => {
    const [a, b] = [builder.parameter("i32"), builder.parameter("i32")];
    builder.emit(...write(a, b, () => builder.local("i32")));
  });
  const bytes = module.encode({ initial: 1, shared: false });
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { linnet: { memory } });
  const f = exports.f as (a: number, b: number) => void;
  return (a, b) => {
    f(a, b);
    return new Int32Array(memory.buffer)[0]!;
  };
}

const store = (value: Integer): Statement => i32.store(i32.constant(0), value);

const hardNumbers = [0, 1, 2, 7, -1, -2, -7, 1000, 2 ** 31 - 1, -(2 ** 31), -(2 ** 31) + 1];

const binaries: {
  readonly [name: string]: [build: (a: Integer, b: Integer) => I32, expected: (a: number, b: number) => number];
} = {
  equal: [i32.equal, (a, b) => Number(a === b)],
  lessSigned: [i32.lessSigned, (a, b) => Number(a < b)],
  lessUnsigned: [i32.lessUnsigned, (a, b) => Number(a >>> 0 < b >>> 0)],
  greaterSigned: [i32.greaterSigned, (a, b) => Number(a > b)],
  lessEqualSigned: [i32.lessEqualSigned, (a, b) => Number(a <= b)],
  greaterEqualSigned: [i32.greaterEqualSigned, (a, b) => Number(a >= b)],
  greaterEqualUnsigned: [i32.greaterEqualUnsigned, (a, b) => Number(a >>> 0 >= b >>> 0)],
  add: [i32.add, (a, b) => (a + b) | 0],
  subtract: [i32.subtract, (a, b) => (a - b) | 0],
  multiply: [i32.multiply, Math.imul],
  divideUnsigned: [i32.divideUnsigned, (a, b) => Math.floor((a >>> 0) / (b >>> 0)) | 0],
  remainderUnsigned: [i32.remainderUnsigned, (a, b) => ((a >>> 0) % (b >>> 0)) | 0],
  and: [i32.and, (a, b) => a & b],
  xor: [i32.xor, (a, b) => a ^ b],
  shiftLeft: [i32.shiftLeft, (a, b) => a << b],
  minimumUnsigned: [i32.minimumUnsigned, (a, b) => Math.min(a >>> 0, b >>> 0) | 0],
  minimumSigned: [i32.minimumSigned, Math.min],
  maximumSigned: [i32.maximumSigned, Math.max],
};

for (const [name, [build, expected]] of Object.entries(binaries)) {
  test(`i32.${name}`, () => {
    const run = compiled((a, b) => [store(build(a, b))]);
    for (const a of hardNumbers) {
      for (const b of hardNumbers) {
        if (b === 0 && /divide|remainder/.test(name)) continue;
        assert.is(run(a, b), expected(a, b), `${a} and ${b}`);
      }
    }
  });
}

test("a number is the code of its constant", () => {
  const { constant } = i32;
  for (const [name, [build]] of Object.entries(binaries)) {
    const expected = flattenCode(build(constant(300), constant(-7)).code);
    assert.equal(flattenCode(build(300, -7).code), expected, name);
  }
  const choice = select(1, -7, constant(0));
  assert.equal(flattenCode(choice.code), flattenCode(select(constant(1), constant(-7), constant(0)).code));
});

test("every comparison, division and shift says whether its numbers have signs", () => {
  const named = Object.keys(i32).filter((name) =>
    /less|greater|minimum|maximum|divide|remainder|shiftRight/.test(name),
  );
  assert.ok(named.length > 8);
  for (const name of named) assert.match(name, /(Signed|Unsigned)$/);
});

test("floats from unsigned numbers, and back", () => {
  const run = compiled((a) => [store(i32.fromFloatUnsigned(f32.fromUnsigned(a)))]);
  for (const value of [0, 5, 2 ** 24, 2 ** 31]) assert.is(run(value | 0, 0) >>> 0, value);
});

test("a loop runs from its start to before its end, and not at all where there is nothing between", () => {
  const run = compiled((a, b, local) => {
    const [counter, total] = [local(), local()];
    return [forLoop(counter, { from: a, to: b, step: 3 }, total.set(i32.add(total, counter))), store(total)];
  });
  assert.is(run(2, 12), 2 + 5 + 8 + 11);
  assert.is(run(2, 2), 0);
  assert.is(run(5, 2), 0);
});

test("a loop between numbers, and a counter that goes on by one", () => {
  const run = compiled((a, b, local) => [
    b.set(5),
    forLoop(local(), { from: 2, to: 12, step: 3 }, advance(a, 1), advance(b, a)),
    store(b),
  ]);
  assert.is(run(7, 0), 5 + 8 + 9 + 10 + 11);
});

test("the body of repeatWhile runs once at least", () => {
  const run = compiled((a, b) => [repeatWhile(i32.lessSigned(a, b), advance(a, 1)), store(a)]);
  assert.is(run(3, 7), 7);
  assert.is(run(9, 7), 10);
});

test("when and choose", () => {
  const run = compiled((a, b) => [
    store(0),
    when(i32.equal(a, b), store(1)),
    when(i32.equalsZero(a), choose(i32.equalsZero(b), store(2), store(3))),
  ]);
  assert.equal([run(4, 5), run(4, 4), run(0, 0), run(0, 1)], [0, 1, 2, 3]);
});

test("a function calls one that was added before", () => {
  const module = new ModuleBuilder();
  const callee = module.addFunction("store", (builder) => {
    builder.emit(i32.store(builder.parameter("i32"), builder.parameter("i32")));
  });
  module.addFunction("f", (builder) => builder.emit(callFunction(callee, [8, -3])));
  const memory = new WebAssembly.Memory({ initial: 1, maximum: 65536 });
  const bytes = module.encode({ initial: 1, shared: false });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), { linnet: { memory } });
  (exports.f as () => void)();
  assert.is(new Int32Array(memory.buffer)[2], -3);
});

test("numbers are read as they were written", () => {
  fc.assert(
    fc.property(fc.nat(2 ** 31 - 1), fc.integer(), (natural, whole) => {
      assert.is(new Reader(flattenCode(unsigned(natural))).unsigned(), natural);
      assert.is(new Reader(flattenCode(signed(whole))).signed(), whole);
    }),
    { seed: 1 },
  );
  assert.is(new Reader(flattenCode(unsigned(2 ** 32 - 1))).unsigned(), 2 ** 32 - 1);
});

test.run();
