// The height of the tile of products follows from the engine, and changes no bit.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { ModuleBuilder } from "../../../../src/backends/wasm/assembler/module.js";
import { compilePlan } from "../../../../src/backends/wasm/compile.js";
import { fuseBlocks } from "../../../../src/backends/wasm/fuseBlocks.js";
import type { Kernel } from "../../../../src/backends/wasm/kernel.js";
import { kernels } from "../../../../src/backends/wasm/kernels/index.js";
import { productKernel } from "../../../../src/backends/wasm/kernels/product.js";
import { gradients } from "../../../../src/graph/gradient.js";
import { optimize } from "../../../../src/graph/passes/index.js";
import { makePlan } from "../../../../src/graph/plan.js";
import { type Graph, trace } from "../../../../src/graph/trace.js";
import { add, conv2d, depthwiseConv2d, matMul, relu6 } from "../../../../src/tensor/ops/index.js";
import type { Shape } from "../../../../src/tensor/shape.js";
import { Tensor } from "../../../../src/tensor/tensor.js";
import { randomTensor } from "../../../support/compare.js";
import { assertSameBits, engine, runOnTarget } from "../../../support/runOnTarget.js";

const weights = (shape: Shape): Tensor => randomTensor(shape, `weights ${shape}`);

interface Case {
  readonly shapes: readonly Shape[];
  readonly f: (...inputs: Tensor[]) => Tensor;
  /** What has to serve a step. */
  readonly servedBy?: string;
}

const cases: { readonly [name: string]: Case } = Object.fromEntries([
  ...Array.from({ length: 14 }, (_, index) => index + 1).map((rows) => [
    `${rows} rows`,
    {
      shapes: [
        [rows, 11],
        [11, 13],
      ],
      f: matMul,
    },
  ]),
  [
    "one row and several groups of panels",
    {
      shapes: [[1, 11], [11, 109], [109], [1, 109]],
      f: (x: Tensor, matrix: Tensor, bias: Tensor, residual: Tensor) =>
        relu6(add(add(matMul(x, matrix), bias), residual)),
    },
  ],
  [
    "rows that threads divide",
    { shapes: [[2, 13, 11, 5]], f: (x: Tensor) => relu6(conv2d(x, weights([1, 1, 5, 19]))) },
  ],
  [
    "a window",
    {
      shapes: [
        [2, 9, 15, 3],
        [3, 3, 3, 10],
      ],
      f: (x: Tensor, kernel: Tensor) => conv2d(x, kernel, { padding: "same" }),
    },
  ],
  [
    "many pixels",
    {
      shapes: [
        [2, 25, 19, 37],
        [1, 1, 37, 13],
      ],
      f: conv2d,
    },
  ],
  [
    "a window with strides over many pixels",
    {
      shapes: [
        [2, 35, 41, 29],
        [3, 2, 29, 5],
      ],
      f: (x: Tensor, kernel: Tensor) => conv2d(x, kernel, { padding: [1, 2, 1, 0], strides: [1, 2] }),
    },
  ],
  [
    "an inverted residual",
    {
      servedBy: "invertedResidual",
      shapes: [[1, 9, 13, 4]],
      f: (x: Tensor) => {
        const expanded = relu6(add(conv2d(x, weights([1, 1, 4, 24])), weights([24])));
        const filtered = depthwiseConv2d(expanded, weights([3, 3, 24, 1]), { padding: "same" });
        return add(conv2d(relu6(add(filtered, weights([24]))), weights([1, 1, 24, 4])), weights([4]));
      },
    },
  ],
]);

for (const [name, { shapes, f, servedBy }] of Object.entries(cases)) {
  test(`tiles of four and of six rows: ${name}, with gradients`, async () => {
    const inputs = shapes.map((shape, index) => randomTensor(shape, `input ${index}`));
    const both = (...given: Tensor[]): Tensor[] => {
      const y = f(...given);
      const upstream = randomTensor(y.shape, "upstream");
      return [y, ...gradients(y, given.slice(1), upstream)];
    };
    const traced = trace(
      both,
      shapes.map((shape) => Tensor.placeholder(shape)),
    );
    const graph = fuseBlocks(optimize(traced), () => true);
    const [four, six] = await Promise.all(
      [4, 6].map((tileRows) => runOnTarget(graph, inputs, { ...engine, tileRows })),
    );
    assert.ok(!four!.servedBy.includes("reference") && (servedBy === undefined || four!.servedBy.includes(servedBy)));
    four!.results.forEach((values, index) => {
      assertSameBits(values, six!.results[index]!, `${four!.servedBy}, output ${index}`);
    });
  });
}

test("products of different sizes share one function, and neither sees the other's", async () => {
  const matrices = [weights([16, 24]), weights([24, 40]), weights([40, 16])];
  const product = (matrix: Tensor) => (x: Tensor) => matMul(x, matrix);
  const graphOfAll = (of: (x: Tensor) => Tensor, depth: number): Graph =>
    trace((x) => [of(x)], [Tensor.placeholder([28, depth])]);
  const all = graphOfAll((x) => matrices.reduce((before, matrix) => product(matrix)(before), x), 16);
  const { phases } = compilePlan(makePlan(all, []), { target: engine, threads: 1, table: kernels });
  const names = phases.flat().map(({ name }) => name);
  assert.equal([names.length, new Set(names).size], [3, 1]);

  const x = randomTensor([28, 16], "x");
  const together = await runOnTarget(all, [x], engine);
  let apart = x;
  for (const matrix of matrices) {
    const { results } = await runOnTarget(graphOfAll(product(matrix), apart.shape[1]!), [apart], engine);
    apart = Tensor.from(results[0]!, [28, matrix.shape[1]!]);
  }
  assertSameBits(together.results[0]!, apart.values, "three products");
});

test("products of one key have one code, whatever their sizes", () => {
  const codes = new Map<string, string>();
  let products = 0;
  for (const tileRows of [4, 6])
    for (const rows of [...Array(30).keys()].map((index) => index + 1).concat(256, 257, 300))
      for (const columns of [5, 8, 13, 16, 21])
        for (const depth of [1, 12, 7000]) {
          const epilogue = { bias: true, residual: rows % 2 === 0, activation: "relu6" } as const;
          const product = { ...{ rows, depth, columns, tileRows, epilogue }, a: { row: depth, column: 1 } };
          const kernel = productKernel(
            product,
            Array.from({ length: epilogue.residual ? 5 : 4 }, () => unused),
          );
          const key = `${tileRows} ${kernel.key}`;
          const code = codeOf(kernel, tileRows);
          assert.is(codes.get(key) ?? code, code, `${rows}x${depth}x${columns}`);
          codes.set(key, code);
          products += 1;
        }
  assert.ok(codes.size < products / 5, `${codes.size} codes of ${products} products`);
});

const unused = { region: "scratch", byteOffset: 0, bytes: 0 } as const;

function codeOf({ operands, numbers = [], write }: Kernel, tileRows: number): string {
  const module = new ModuleBuilder();
  module.addFunction("kernel", (builder) => {
    const [addresses, own] = [operands, numbers].map((given) => given.map(() => builder.parameter("i32")));
    const [from, to] = [builder.parameter("i32"), builder.parameter("i32")];
    const call = (): never => assert.unreachable("a product has no parts") as never;
    write({ builder, addresses: addresses!, numbers: own!, from, to, target: { ...engine, tileRows }, call });
  });
  return module.encode({ initial: 1, shared: false }).join();
}

test.run();
