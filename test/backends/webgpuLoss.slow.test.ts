// What the WebGPU backend does when its device goes away, or refuses a shader: where there is an adapter, as for
// webgpu.slow.test.ts.

import { test } from "uvu";
import * as assert from "uvu/assert";
import { compile } from "../../src/backends/compile.js";
import { webGpuBackend } from "../../src/backends/webgpu/index.js";
import { relu } from "../../src/tensor/ops/index.js";
import type { Tensor } from "../../src/tensor/tensor.js";
import { randomTensor } from "../support/compare.js";
import { haveWebGpu } from "../support/webGpu.js";

const positive = (x: Tensor): Tensor => relu(x);
const x = randomTensor([2, 3], "x");
const expected = x.values.map((value) => Math.max(value, 0));

function replace(object: object, name: string, value: unknown): void {
  Object.defineProperty(object, name, { value, configurable: true });
}

/** Keeps every device that is opened from now on. */
function watchDevices(): readonly GPUDevice[] {
  const devices: GPUDevice[] = [];
  const { gpu } = navigator;
  const requestAdapter = gpu.requestAdapter.bind(gpu);
  replace(gpu, "requestAdapter", async (options: GPURequestAdapterOptions) => {
    const adapter = (await requestAdapter(options))!;
    const requestDevice = adapter.requestDevice.bind(adapter);
    replace(adapter, "requestDevice", async (descriptor: GPUDeviceDescriptor) => {
      const device = await requestDevice(descriptor);
      devices.push(device);
      return device;
    });
    return adapter;
  });
  return devices;
}

const messageOf = (failing: Promise<unknown>): Promise<string> => failing.then(() => "nothing", String);
const LOST = /^LinnetError: webgpu backend: the graphics device was lost \(.+\); the next call opens another$/;

async function checkLoss(devices: readonly GPUDevice[]): Promise<void> {
  const backend = await webGpuBackend();
  const [before, idle] = [
    await compile(positive, [[2, 3]], { backend }),
    await compile(positive, [[2, 3]], { backend }),
  ];
  const running = before(x);
  devices.at(-1)!.destroy();
  assert.match(await messageOf(running), LOST);
  const opened = devices.length;
  const behind = await compile(positive, [[2, 3]], { backend });
  for (const compiled of [before, idle, behind]) {
    assert.equal((await compiled(x))[0]!.values, expected);
    await compiled.program.close();
  }
  assert.is(devices.length, opened + 1);
}

async function checkMemory(devices: readonly GPUDevice[]): Promise<void> {
  const backend = await webGpuBackend();
  const device = devices.at(-1)!;
  const createBuffer = device.createBuffer.bind(device);
  const alive = new Set<GPUBuffer>();
  let made = 0;
  replace(device, "createBuffer", (descriptor: GPUBufferDescriptor) => {
    const buffer = createBuffer(descriptor);
    const destroy = buffer.destroy.bind(buffer);
    replace(buffer, "destroy", () => {
      alive.delete(buffer);
      destroy();
    });
    alive.add(buffer);
    made += 1;
    return buffer;
  });
  replace(device, "createComputePipelineAsync", async () => {
    throw new Error("no such shader");
  });
  assert.match(await messageOf(compile(positive, [[2, 3]], { backend })), "no such shader");
  assert.equal([made > 0, alive.size], [true, 0]);
}

if (await haveWebGpu("a WebGPU device that is lost")) {
  const devices = watchDevices();
  test("webgpu: a run whose device is lost says so, and all that follows gets another", () => checkLoss(devices));
  test("webgpu: a compile that fails leaves no buffer behind", () => checkMemory(devices));
}

test.run();
