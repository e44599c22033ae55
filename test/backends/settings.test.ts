import { test } from "uvu";
import * as assert from "uvu/assert";
import { loadBackend } from "../../src/backends/index.js";
import { wasmBackend } from "../../src/backends/wasm/index.js";
import { jobBackend } from "../../src/jobs/machine.js";
import { LinnetError } from "../../src/tensor/errors.js";

test("equal settings are one backend, others are another", async () => {
  const backend = await loadBackend({ threads: 1, reproducible: true });
  assert.is(await loadBackend({ name: "wasm", threads: 1, reproducible: true }), backend);
  assert.is(await loadBackend("wasm"), await loadBackend({ name: "wasm" }));
  assert.is.not(await loadBackend({ threads: 1 }), backend);
  assert.is(backend.multiplyAdd, "separate");
});

test("settings that are unknown, or that the backend cannot follow, are refused by name", () => {
  const refusals: [unknown, RegExp][] = [
    ["wasn", /^backend: expected one of wasm, gpu, webgpu, reference, got "wasn": did you mean "wasm"\?$/],
    [{ thread: 1 }, /^backend: unknown option thread: did you mean threads\?$/],
    [{ threads: 0 }, /^backend: expected threads to be a whole number of 1 or more, got 0$/],
    [{ reproducible: "yes" }, /^backend: expected reproducible to be true or false, got "yes"$/],
  ];
  for (const [choice, message] of refusals) {
    assert.throws(
      () => loadBackend(choice as "wasm"),
      (error: Error) => error instanceof LinnetError && message.test(error.message),
    );
  }
});

test("graphics hardware cannot be reproducible", async () => {
  for (const name of ["gpu", "webgpu"] as const) {
    await loadBackend({ name, reproducible: true }).then(
      () => assert.unreachable(),
      ({ message }: Error) => assert.match(message, new RegExp(`^backend: ${name} cannot be reproducible`)),
    );
  }
});

test("a job's threads and arithmetic become the backend's, unless it was given with settings of its own", async () => {
  assert.equal(jobBackend({ threads: 0, reproducible: true }), { name: "wasm", threads: 1, reproducible: true });
  assert.equal(jobBackend({ threads: 4, backend: { threads: 2 } }), { threads: 2, reproducible: false });
  const backend = await wasmBackend({ threads: 1, reproducible: true });
  assert.is(jobBackend({ backend, reproducible: true }), backend);
  const { multiplyAdd: _, ...unknown } = backend;
  assert.throws(
    () => jobBackend({ backend: unknown, reproducible: true }),
    /^reproducible: the backend wasm rounds in a way of its own$/,
  );
});

test.run();
