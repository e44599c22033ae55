// A plan as one command buffer: constants are uploaded once, and nothing leaves the device between its steps.

import type { Plan, Step } from "../../graph/plan.js";
import { LinnetError } from "../../tensor/errors.js";
import { formatShape, sizeOf } from "../../tensor/shape.js";
import type { Program } from "../backend.js";
import { checked, type Device, reasonOf, toldOfLoss } from "./device.js";
import { bufferUsage, COMPUTE_STAGE } from "./flags.js";
import type { Dispatch, Packing, WebGpuKernel } from "./kernels/kernel.js";
import { MOST_WORKGROUPS } from "./kernels/shader.js";
import type { MergedStep } from "./merge.js";
import { assignPlaces, type Place, type Places } from "./places.js";
import { bytesOf, Download, Upload } from "./transfers.js";
import type { Values } from "./values.js";

interface ServedStep extends MergedStep {
  readonly kernel: WebGpuKernel;
}

/** A plan with kernels for all of its steps, in the order in which they run. */
export interface ServedPlan {
  readonly plan: Plan;
  readonly values: Values;
  readonly steps: readonly ServedStep[];
}

const { mapRead, mapWrite, copySource, copyTarget, storage } = bufferUsage;

interface Call {
  readonly pipeline: GPUComputePipeline;
  readonly bindings: GPUBindGroup;
  readonly workgroups: number;
}

/** @throws LinnetError if the device refuses a shader or has too little memory */
export async function compileProgram(device: Device, served: ServedPlan): Promise<Program> {
  const places = assignPlaces(served.values, served.steps);
  const memory = new DeviceMemory(device.gpu, served.plan, places.buffers);
  try {
    return await toldOfLoss(device, () => checked(device, () => programIn(memory, device, served, places)));
  } catch (error) {
    memory.close();
    throw error;
  }
}

async function programIn(memory: DeviceMemory, device: Device, served: ServedPlan, places: Places): Promise<Program> {
  const { plan, values } = served;
  const inputs = values.inputs.map((value) => memory.at(places.of({ value })));
  const outputs = values.outputs.map(places.of);
  const fed = inputs.map((buffer, index) => ({ buffer, size: sizeOf(plan.inputs[index]!.shape) }));
  const given = outputs.map((place, index) => ({ buffer: memory.at(place), size: sizeOf(plan.outputs[index]!.shape) }));
  const upload = new Upload(memory.create(bytesOf(fed), mapWrite | copySource, true), fed);
  const download = new Download(memory.create(bytesOf(given), mapRead | copyTarget), given);
  const calls = await makeCalls(device.gpu, served, ({ reads, writes }, input, packing) =>
    memory.at(places.of(input === null ? { value: writes } : reads[input]!), packing),
  );
  const run = async (feeds: readonly Float32Array[]): Promise<readonly Float32Array[]> => {
    const encoder = device.gpu.createCommandEncoder();
    await upload.encode(encoder, feeds);
    encode(encoder, calls);
    download.encode(encoder);
    device.gpu.queue.submit([encoder.finish()]);
    upload.prepareNext();
    return download.read();
  };
  return {
    run: (feeds) => toldOfLoss(device, () => run(feeds)),
    readState: async () => [],
    writeState: async () => {},
    servedBy: plan.steps.map(({ op }) => op.name),
    describe: () => `WebGPU on ${device.name}, one command buffer of ${calls.length} shaders`,
    close: async () => memory.close(),
  };
}

function encode(encoder: GPUCommandEncoder, calls: readonly Call[]): void {
  const pass = encoder.beginComputePass();
  let current: GPUComputePipeline | null = null;
  for (const { pipeline, bindings, workgroups } of calls) {
    if (pipeline !== current) pass.setPipeline(pipeline);
    current = pipeline;
    pass.setBindGroup(0, bindings);
    pass.dispatchWorkgroups(Math.min(workgroups, MOST_WORKGROUPS), Math.ceil(workgroups / MOST_WORKGROUPS));
  }
  pass.end();
}

/** The buffer of a step's input, or of its output for null. */
type BufferOf = (step: ServedStep, input: number | null, packing?: Packing) => GPUBuffer;

/** Equal shaders are compiled once, all at the same time. */
async function makeCalls(gpu: GPUDevice, { steps }: ServedPlan, bufferOf: BufferOf): Promise<Call[]> {
  const layouts = new Map<number, GPUBindGroupLayout>();
  const layoutOf = (reads: number): GPUBindGroupLayout => {
    const layout = layouts.get(reads) ?? gpu.createBindGroupLayout(bindingLayout(reads));
    layouts.set(reads, layout);
    return layout;
  };
  const pipelines = new Map<string, Promise<GPUComputePipeline>>();
  const pipelineOf = ({ step }: ServedStep, { code, reads }: Dispatch): Promise<GPUComputePipeline> => {
    const pipeline = pipelines.get(code) ?? makePipeline(gpu, step, { code, layout: layoutOf(reads.length) });
    pipelines.set(code, pipeline);
    return pipeline;
  };
  const bound = steps.flatMap((step) =>
    step.kernel.map((dispatch) => {
      const { reads } = dispatch;
      const buffers = [...reads.map(({ input, packing }) => bufferOf(step, input, packing)), bufferOf(step, null)];
      const entries = buffers.map((buffer, binding) => ({ binding, resource: { buffer } }));
      return { step, dispatch, bindings: gpu.createBindGroup({ layout: layoutOf(reads.length), entries }) };
    }),
  );
  return Promise.all(
    bound.map(async ({ step, dispatch, bindings }) => {
      return { pipeline: await pipelineOf(step, dispatch), bindings, workgroups: dispatch.workgroups };
    }),
  );
}

interface Shader {
  readonly code: string;
  readonly layout: GPUBindGroupLayout;
}

/** @throws LinnetError naming the step, with what the driver says against its shader */
async function makePipeline(gpu: GPUDevice, step: Step, { code, layout }: Shader): Promise<GPUComputePipeline> {
  const compute = { module: gpu.createShaderModule({ code }) };
  try {
    return await gpu.createComputePipelineAsync({
      layout: gpu.createPipelineLayout({ bindGroupLayouts: [layout] }),
      compute,
    });
  } catch (error) {
    const { op, name, inputs, output } = step;
    const shapes = `${inputs.map(({ shape }) => formatShape(shape)).join(", ")} to ${formatShape(output.shape)}`;
    const where = `${op.name}${name === null ? "" : ` "${name}"`} (${shapes})`;
    throw new LinnetError(`webgpu backend: ${where}: the device could not compile its kernel (${reasonOf(error)})`);
  }
}

/** Buffers that are read, and behind them the one that is written. */
function bindingLayout(reads: number): GPUBindGroupLayoutDescriptor {
  const entries = Array.from({ length: reads + 1 }, (_, binding): GPUBindGroupLayoutEntry => {
    return { binding, visibility: COMPUTE_STAGE, buffer: { type: binding < reads ? "read-only-storage" : "storage" } };
  });
  return { entries };
}

/** All buffers of a program. */
class DeviceMemory {
  readonly #gpu: GPUDevice;
  readonly #plan: Plan;
  /** Bytes of each buffer that values share. */
  readonly #sizes: readonly number[];
  readonly #buffers = new Map<number, GPUBuffer>();
  readonly #constants = new Map<string, GPUBuffer>();
  readonly #all: GPUBuffer[] = [];

  constructor(gpu: GPUDevice, plan: Plan, sizes: readonly number[]) {
    this.#gpu = gpu;
    this.#plan = plan;
    this.#sizes = sizes;
  }

  /** @throws LinnetError if the host has no room for what is mapped: the device tells of its own by a scope */
  create(size: number, usage: number, mappedAtCreation = false): GPUBuffer {
    try {
      const buffer = this.#gpu.createBuffer({ size, usage, mappedAtCreation });
      this.#all.push(buffer);
      return buffer;
    } catch (error) {
      throw new LinnetError(
        `webgpu backend: expected room for a buffer of ${size} bytes, got none (${reasonOf(error)})`,
      );
    }
  }

  /** Each is made when it is first asked for, and a constant uploaded, once in each packing. */
  at(place: Place, packing?: Packing): GPUBuffer {
    if ("buffer" in place) {
      const { buffer } = place;
      const made = this.#buffers.get(buffer) ?? this.create(this.#sizes[buffer]!, storage | copySource | copyTarget);
      this.#buffers.set(buffer, made);
      return made;
    }
    const key = `${place.constant} ${packing?.key}`;
    const known =
      this.#constants.get(key) ?? this.#upload(this.#plan.constants[place.constant]!.tensor.values, packing);
    this.#constants.set(key, known);
    return known;
  }

  #upload(values: Float32Array, packing?: Packing): GPUBuffer {
    const packed = packing?.pack(values) ?? values;
    const buffer = this.create(packed.byteLength, storage | copySource, true);
    new Float32Array(buffer.getMappedRange()).set(packed);
    buffer.unmap();
    return buffer;
  }

  close(): void {
    for (const buffer of this.#all) buffer.destroy();
  }
}
