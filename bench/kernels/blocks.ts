// The inverted residuals of MobileNetV2, each as one kernel and as three: time, and the memory of what it computes.

import { type Backend, inferenceContext, mobileNetV2, type Program, Tensor, wasmBackend } from "linnet";
import { type Graph, graphOf, makePlan, optimize, type Plan, type ProducedTensor, trace } from "linnet/graph";
import { apply } from "linnet/ops";
import { assertAgree } from "../compare.ts";
import { groupBy } from "../groupBy.ts";
import { formatTable, progress } from "../report.ts";
import { median } from "../statistics.ts";
import { type Timing, timePerRun } from "./measure.ts";

export interface BlockResult {
  /** The layer that ends it. */
  readonly name: string;
  /** Of the expanded tensor, `[batch, height, width, channels]`. */
  readonly expanded: readonly number[];
  readonly stride: number;
  /** How often the network has it. */
  readonly count: number;
  readonly fused: BlockCost;
  readonly unfused: BlockCost;
  /** Whether the backend makes one kernel of it when it is left alone. */
  readonly isFusedByDefault: boolean;
}

interface BlockCost {
  readonly milliseconds: number;
  /** The block's input, output and all between, and the kernel's own rows. */
  readonly bytes: number;
}

export interface BlockResults {
  readonly blocks: readonly BlockResult[];
  /** Peak activations of the whole network for one picture, with every block fused, none, and those that pay. */
  readonly networkBytes: { readonly fused: number; readonly unfused: number; readonly byDefault: number };
}

interface Variants<T> {
  readonly fused: T;
  readonly unfused: T;
  readonly byDefault: T;
}

export interface BlockOptions extends Timing {
  /** Only so many blocks. */
  readonly shapes: number;
}

export async function measureBlocks({ shapes, ...timing }: BlockOptions): Promise<BlockResults> {
  const backends: Variants<Backend> = {
    fused: await wasmBackend({ threads: 1, smallestFusedBlock: 0 }),
    unfused: await wasmBackend({ threads: 1, smallestFusedBlock: Number.POSITIVE_INFINITY }),
    byDefault: await wasmBackend({ threads: 1 }),
  };
  const network = optimizedNetwork();
  const groups = groupBy(blocksOf(network), ({ key }) => key).slice(0, shapes);
  const blocks: BlockResult[] = [];
  for (const equal of groups) {
    progress(`${blocks.length + 1} of ${groups.length} blocks`);
    blocks.push({ ...(await measureBlock(equal[0]!, backends, timing)), count: equal.length });
  }
  progress("");
  const bytes = (backend: Backend): number => bytesOf(planFor(network, backend));
  const { fused, unfused, byDefault } = backends;
  return { blocks, networkBytes: { fused: bytes(fused), unfused: bytes(unfused), byDefault: bytes(byDefault) } };
}

function optimizedNetwork(): Graph {
  const model = mobileNetV2({ folded: true, classifierActivation: null });
  const x = Tensor.placeholder([1, ...model.inputShape], "x");
  return optimize(trace((input) => model.call(input, inferenceContext), [x]));
}

interface Block {
  readonly name: string;
  readonly key: string;
  readonly stages: readonly [expand: ProducedTensor, depthwise: ProducedTensor, project: ProducedTensor];
}

/** Three convolutions in a row, the one in the middle depthwise. */
function blocksOf({ nodes }: Graph): Block[] {
  return nodes.flatMap((project) => {
    const depthwise = project.producer.inputs[0]!;
    const expand = depthwise.producer?.inputs[0];
    const names = [expand, depthwise, project].map((tensor) => tensor?.producer?.op.name);
    if (names.join() !== "conv2dFused,depthwiseConv2dFused,conv2dFused") return [];
    const stages = [expand, depthwise, project] as unknown as Block["stages"];
    const key = JSON.stringify(stages.map(({ producer: { inputs, attributes } }) => [shapesOf(inputs), attributes]));
    return [{ name: project.name ?? "", key, stages }];
  });
}

function shapesOf(tensors: readonly Tensor[]): readonly (readonly number[])[] {
  return tensors.map(({ shape }) => shape);
}

/** The block alone, with the network's weights. */
function graphOfBlock({ stages }: Block): Graph {
  const source = stages[0].producer.inputs[0]!;
  const x = Tensor.placeholder(source.shape, "x");
  const y = stages.reduce<Tensor>((input, { producer: { op, inputs, attributes } }) => {
    const rest = inputs.slice(1).map((tensor) => (tensor === source ? x : tensor));
    return apply(op, [input, ...rest], attributes);
  }, x);
  return graphOf([x], [y]);
}

async function measureBlock(
  block: Block,
  backends: Variants<Backend>,
  { rounds, milliseconds }: Timing,
): Promise<Omit<BlockResult, "count">> {
  const graph = graphOfBlock(block);
  const x = Float32Array.from({ length: graph.inputs[0]!.size }, (_, index) => Math.sin(index));
  const fused = await openBlock(planFor(graph, backends.fused), backends.fused, x);
  const unfused = await openBlock(planFor(graph, backends.unfused), backends.unfused, x);
  assertAgree(
    { name: `${block.name} as one kernel`, values: await fused.read() },
    { name: "three", values: await unfused.read() },
    1e-3,
  );
  for (let round = 0; round < rounds; round += 1) {
    for (const { run, times } of [fused, unfused]) times.push(await timePerRun(run, milliseconds));
  }
  await fused.program.close();
  await unfused.program.close();
  const [expand, depthwise] = block.stages;
  return {
    name: block.name,
    expanded: expand.shape,
    stride: Math.round(expand.shape[1]! / depthwise.shape[1]!),
    fused: { milliseconds: median(fused.times), bytes: fused.bytes },
    unfused: { milliseconds: median(unfused.times), bytes: unfused.bytes },
    isFusedByDefault: planFor(graph, backends.byDefault).steps.length === 1,
  };
}

interface OpenBlock {
  readonly program: Program;
  readonly bytes: number;
  readonly times: number[];
  run(): Promise<void>;
  read(): Promise<Float32Array>;
}

async function openBlock(plan: Plan, backend: Backend, x: Float32Array): Promise<OpenBlock> {
  const program = await backend.compile(plan);
  return {
    program,
    bytes: bytesOf(plan),
    times: [],
    run: async () => {
      await program.run([x]);
    },
    read: async () => (await program.run([x]))[0]!.slice(),
  };
}

function planFor(graph: Graph, backend: Backend): Plan {
  return makePlan(backend.rewrite?.(graph) ?? graph);
}

/** The arena, and the most that a fused kernel keeps beside it: expanded rows, and a row after the depthwise convolution. */
function bytesOf({ arenaBytes, steps }: Plan): number {
  const beside = steps
    .filter(({ op }) => op.name === "invertedResidual")
    .map(({ inputs, output, attributes }) => {
      const [x, , expandBias, depthwiseKernel] = inputs;
      const { expand } = attributes as { readonly expand: { readonly base: { readonly strides: readonly number[] } } };
      const width = Math.ceil(x!.shape[2]! / expand.base.strides[1]!);
      // One row for each of the depthwise kernel's, and one of zeros for what lies outside of the picture.
      const rows = depthwiseKernel!.shape[0]! + 1;
      return 4 * expandBias!.shape[0]! * (rows * width + output.shape[2]!);
    });
  return arenaBytes + Math.max(0, ...beside);
}

export function formatBlocks({ blocks, networkBytes }: BlockResults): string {
  const header = ["block, one thread", "times", "expanded", "fused ms", "unfused ms", "time of unfused", "fused MB"];
  const rows = blocks.map(({ name, count, expanded, stride, fused, unfused, isFusedByDefault }) => [
    name,
    `${count}`,
    `${expanded.slice(1).join("x")}/${stride}`,
    fused.milliseconds.toFixed(3),
    unfused.milliseconds.toFixed(3),
    (fused.milliseconds / unfused.milliseconds).toFixed(2),
    (fused.bytes / 1e6).toFixed(2),
    (unfused.bytes / 1e6).toFixed(2),
    (fused.bytes / unfused.bytes).toFixed(2),
    isFusedByDefault ? "fused" : "",
  ]);
  const { fused, unfused, byDefault } = networkBytes;
  const part = (bytes: number): string => `${(bytes / 1e6).toFixed(2)} MB, ${(bytes / unfused).toFixed(2)} of unfused`;
  return [
    formatTable([...header, "unfused MB", "bytes of unfused", "by default"], rows),
    "",
    `peak activations of the network, one picture: unfused ${(unfused / 1e6).toFixed(2)} MB; all blocks fused ${part(fused)}; by default ${part(byDefault)}`,
  ].join("\n");
}
