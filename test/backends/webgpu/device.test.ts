// What the WebGPU backend does with a device that is lost, or refuses a kernel: with devices that are made up, and compute nothing.

import { test } from "uvu";
import * as assert from "uvu/assert";
import type { Backend } from "../../../src/backends/backend.js";
import { type Compiled, compile } from "../../../src/backends/compile.js";
import { webGpuBackend } from "../../../src/backends/webgpu/index.js";
import { matMul, relu, softmax } from "../../../src/tensor/ops/index.js";
import type { Tensor } from "../../../src/tensor/tensor.js";
import { randomTensor } from "../../support/compare.js";

const LIMIT = 2 ** 27;

class MadeUpBuffer {
  readonly #bytes: ArrayBuffer;

  constructor({ size }: { readonly size: number }) {
    this.#bytes = new ArrayBuffer(size);
  }

  getMappedRange(): ArrayBuffer {
    return this.#bytes;
  }

  async mapAsync(): Promise<void> {}

  unmap(): void {}

  destroy(): void {}
}

class MadeUpDevice {
  readonly limits = { maxStorageBufferBindingSize: LIMIT };
  readonly lost: Promise<{ readonly reason: string; readonly message: string }>;
  readonly queue = { submit(): void {} };
  lose: () => void = () => {};

  constructor() {
    this.lost = new Promise((resolve) => {
      this.lose = () => resolve({ reason: "unknown", message: "the driver was reset" });
    });
  }

  pushErrorScope(): void {}

  async popErrorScope(): Promise<{ readonly message: string } | null> {
    return null;
  }

  createBuffer(descriptor: { readonly size: number }): MadeUpBuffer {
    return new MadeUpBuffer(descriptor);
  }

  createBindGroupLayout = () => ({});
  createPipelineLayout = () => ({});
  createShaderModule = () => ({});
  createBindGroup = () => ({});

  async createComputePipelineAsync(): Promise<object> {
    return {};
  }

  createCommandEncoder() {
    const pass = { setPipeline() {}, setBindGroup() {}, dispatchWorkgroups() {}, end() {} };
    return { beginComputePass: () => pass, copyBufferToBuffer() {}, finish: () => ({}) };
  }
}

/** Every device that was opened, the last at the end. */
const devices: MadeUpDevice[] = [];
const adapter = {
  limits: { maxBufferSize: LIMIT, maxStorageBufferBindingSize: LIMIT },
  info: { vendor: "nobody", architecture: "", description: "" },
  async requestDevice(): Promise<MadeUpDevice> {
    devices.push(new MadeUpDevice());
    return devices.at(-1)!;
  },
};
const gpu = { requestAdapter: async () => adapter };
Object.defineProperty(globalThis, "navigator", { value: { gpu }, configurable: true });

const x = randomTensor([2, 3], "x");
const positive = (backend: Backend): Promise<Compiled> => compile((x: Tensor) => relu(x), [[2, 3]], { backend });
const messageOf = (failing: Promise<unknown>): Promise<string> => failing.then(() => "nothing", String);

test("programs whose device is lost open one other for all of them", async () => {
  const backend = await webGpuBackend();
  const programs = [await positive(backend), await positive(backend)];
  const opened = devices.length;
  devices.at(-1)!.lose();
  const behind = positive(backend);
  await Promise.all([...programs.map((run) => run(x)), behind]);
  assert.is(devices.length, opened + 1);
  devices.at(-1)!.lose();
  await Promise.all(programs.map((run) => run(x)));
  assert.is(devices.length, opened + 2);
});

test("a device that could not be opened is asked for again", async () => {
  const backend = await webGpuBackend();
  const [first, second] = [await positive(backend), await positive(backend)];
  devices.at(-1)!.lose();
  const { requestAdapter } = gpu;
  Object.assign(gpu, { requestAdapter: async () => null });
  const messages = await Promise.all([first, second].map((run) => messageOf(run(x))));
  for (const message of messages) assert.match(message, /^LinnetError: webgpu backend: expected a WebGPU adapter/);
  Object.assign(gpu, { requestAdapter });
  const opened = devices.length;
  await Promise.all([first(x), second(x)]);
  assert.is(devices.length, opened + 1);
});

const scaled = (backend: Backend) =>
  compile(
    (x: Tensor, y: Tensor) => softmax(matMul(relu(x), y)),
    [
      [2, 3],
      [3, 4],
    ],
    { backend },
  );

test("a kernel that the device cannot compile is named, with what the driver says", async () => {
  const backend = await webGpuBackend();
  const device = devices.at(-1)!;
  let count = 0;
  device.createComputePipelineAsync = async () => {
    count += 1;
    if (count === 2) throw new DOMException("too many registers", "GPUPipelineError");
    return {};
  };
  const named =
    /^LinnetError: webgpu backend: matMul \(\[2,3\], \[3,4\] to \[2,4\]\): the device could not compile its kernel \(too many registers\)$/;
  assert.match(await messageOf(scaled(backend)), named);
  device.createComputePipelineAsync = () => Promise.reject("no reason");
  assert.match(await messageOf(positive(backend)), /: relu \(\[2,3\] to \[2,3\]\): .+ \(no reason\)$/);
});

test("a kernel that does not fit WGSL is named, with where", async () => {
  const backend = await webGpuBackend();
  const device = devices.at(-1)!;
  device.createComputePipelineAsync = () => Promise.reject(new Error("Invalid ShaderModule"));
  const found = [{ message: ":7:3 error: unresolved type" }, null];
  device.popErrorScope = async () => found.shift() ?? null;
  const named = /^LinnetError: webgpu backend: relu .+ \(Invalid ShaderModule\): :7:3 error: unresolved type$/;
  assert.match(await messageOf(positive(backend)), named);
});

test("a kernel that could not be compiled since the device was lost says that", async () => {
  const backend = await webGpuBackend();
  const device = devices.at(-1)!;
  device.createComputePipelineAsync = async () => {
    device.lose();
    throw new Error("device lost");
  };
  assert.match(await messageOf(positive(backend)), /the graphics device was lost \(the driver was reset\)/);
});

test("a device that cannot be opened, and a buffer that there is no room for, say so", async () => {
  const backend = await webGpuBackend();
  const { requestDevice } = adapter;
  adapter.requestDevice = () => Promise.reject(new DOMException("the limits are too high", "OperationError"));
  const none = /^LinnetError: webgpu backend: the graphics device could not be opened \(the limits are too high\)$/;
  assert.match(await messageOf(webGpuBackend()), none);
  adapter.requestDevice = requestDevice;
  devices.at(-1)!.createBuffer = () => {
    throw new RangeError("size is too large");
  };
  const full = /^LinnetError: webgpu backend: expected room for a buffer of 24 bytes, got none \(size is too large\)$/;
  assert.match(await messageOf(positive(backend)), full);
});

test.run();
