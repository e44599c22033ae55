// Against a server on this machine that behaves as servers do, well and badly.

import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import type { ServerResponse } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { openFile } from "../../../src/formats/openFile.js";
import type { JobEvent } from "../../../src/jobs/events.js";
import type { WeightsOptions } from "../../../src/jobs/weights/wantedWeights.js";
import { type CachedWeights, cacheWeights, type WeightsControl } from "../../../src/jobs/weights/weightsJob.js";
import { publishedFor } from "../../../src/models/publishedWeights.js";
import { publishedFile, publishedNetwork } from "../../support/publishedFiles.js";
import { sharedPath } from "../../support/shared.js";
import { sendCut, startWeightsServer } from "../../support/weightsServer.js";

const test = suite("ImageNet weights");
const shape = { architecture: "mobilenetv1", alpha: 0.25, size: 128 } as const;
const wanted: WeightsOptions = { network: "mobilenetv1", alpha: 0.25, size: 128 };
const published = publishedFor(shape)[0]!;
const { fileName } = published;
const content = await publishedFile(published);
const server = await startWeightsServer();
const cache = mkdtempSync(join(tmpdir(), "linnet-weights-"));
const folder = join(cache, "weights");
const before = { LINNET_CACHE: process.env.LINNET_CACHE, LINNET_WEIGHTS_URL: process.env.LINNET_WEIGHTS_URL };

test.before.each(() => {
  Object.assign(process.env, { LINNET_CACHE: cache, LINNET_WEIGHTS_URL: server.address });
  rmSync(folder, { recursive: true, force: true });
  server.files.clear();
  server.files.set(fileName, content);
  server.requests.length = 0;
  Object.assign(server, { answer: null, tag: '"1"', knowsRanges: true });
});

test.after(async () => {
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  rmSync(cache, { recursive: true });
  await server.close();
});

const get = (control: WeightsControl = {}, options = wanted): Promise<CachedWeights> =>
  cacheWeights(options, { patience: 0.01, ...control });

async function refusal(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => "no error",
    (error: Error) => `${error.name}: ${error.message}`,
  );
}

async function assertWeights({ file }: CachedWeights): Promise<void> {
  const { tensors } = await openFile(new Uint8Array(readFileSync(file)), file);
  for (const { name, values } of publishedNetwork(published).network.parameters)
    assert.equal(tensors.get(name)?.values, values, name);
}

test("weights are downloaded and converted once", async () => {
  const events: JobEvent[] = [];
  const got = await get({ onEvent: (event) => events.push(event) });
  assert.is(got.from, "download");
  assert.is(got.file, join(folder, "mobilenetv1-0.25-128-imagenet.safetensors"));
  await assertWeights(got);
  assert.equal(readdirSync(folder), ["mobilenetv1-0.25-128-imagenet.safetensors"]);
  const address = `${server.address}/${fileName}`;
  assert.equal(events[0], { kind: "download", network: "mobilenetv1 0.25 at 128 pixels", address });
  const total = content.length;
  assert.equal(events.at(-2), { kind: "progress", task: "download", done: total, total });
  assert.equal(events.at(-1), { kind: "saved", what: "weights", file: got.file });
  assert.equal(await get(), { file: got.file, from: "cache", sha256: null });
  assert.equal(server.requests, [`GET ${fileName}`]);
});

test("a download that is cut short goes on from there", async () => {
  server.answer = (response, _, count) => count === 0 && sendCut(content, 300_000, response);
  await assertWeights(await get());
  assert.is(server.requests.length, 2);
  assert.match(server.requests[1]!, /^GET \S+ bytes=\d{5,6}-$/);
});

/** A run that is stopped when a part of the file has come. */
async function stopInTheMiddle(): Promise<void> {
  server.answer = (response) => {
    response.writeHead(200, { "Content-Length": content.length, ETag: '"1"' });
    response.write(content.subarray(0, 200_000));
    return true;
  };
  const controller = new AbortController();
  const onEvent = ({ kind, ...event }: JobEvent): void => {
    if (kind === "progress" && "done" in event && event.done === 200_000) controller.abort();
  };
  const stopped = await get({ signal: controller.signal, onEvent }).catch((error: unknown) => error);
  assert.is(stopped, controller.signal.reason);
  assert.is(readFileSync(join(folder, `${fileName}.part`)).length, 200_000);
  server.answer = null;
  server.requests.length = 0;
}

test("Ctrl-C keeps what has come, and the next run goes on", async () => {
  await stopInTheMiddle();
  await assertWeights(await get());
  assert.equal(server.requests, [`GET ${fileName} bytes=200000-`]);
  assert.equal(readdirSync(folder), ["mobilenetv1-0.25-128-imagenet.safetensors"]);
});

test("another version on the server is downloaded from its beginning", async () => {
  await stopInTheMiddle();
  server.tag = '"2"';
  await assertWeights(await get());
  assert.is(server.requests.length, 1);
});

test("a server that knows no parts of files sends all of it again", async () => {
  await stopInTheMiddle();
  server.knowsRanges = false;
  await assertWeights(await get());
});

test("a part that answers something else than what was asked for is not used", async () => {
  await stopInTheMiddle();
  server.answer = (response, _, count) => {
    if (count > 0) return false;
    response.writeHead(206, { ETag: '"1"', "Content-Range": `bytes 100000-200000/${content.length}` });
    response.end(content.subarray(100_000, 200_001));
    return true;
  };
  await assertWeights(await get());
  assert.equal(server.requests, [`GET ${fileName} bytes=200000-`, `GET ${fileName}`]);
});

test("what an earlier run has left without a note, or with more than there is, is not used", async () => {
  await stopInTheMiddle();
  rmSync(join(folder, `${fileName}.part.json`));
  await assertWeights(await get());
  rmSync(folder, { recursive: true });
  await stopInTheMiddle();
  writeFileSync(join(folder, `${fileName}.part`), new Uint8Array(content.length + 10));
  await assertWeights(await get());
});

test("a busy server is asked again", async () => {
  server.answer = (response, _, count) => {
    if (count < 2) response.writeHead([503, 500][count]!).end("busy");
    return count < 2;
  };
  await assertWeights(await get());
  assert.is(server.requests.length, 3);
});

const answered =
  (status: number, headers: Record<string, string | number>, body: string | Uint8Array) =>
  (response: ServerResponse): true => {
    response.writeHead(status, headers).end(body);
    return true;
  };

test("what cannot be had is said with what can be done by hand", async () => {
  const byHand = `By hand: put ${fileName}, from ${published.address}, into ${folder}; the next run converts it`;
  const html = "<!DOCTYPE html><html>Sign in</html>";
  const length = (text: string) => ({ "Content-Length": text.length });
  const cases = [
    [answered(404, {}, "no"), "the server answered 404 Not Found", 1],
    [answered(403, {}, "no"), "the server answered 403 Forbidden", 1],
    [answered(500, {}, "no"), "the server answered 500 Internal Server Error, 5 times", 5],
    [answered(200, { "Content-Type": "text/html; charset=utf-8" }, html), "expected a file, got a page", 1],
    [answered(200, length(html), html), "expected a file of weights, got a page", 1],
    [
      (response: ServerResponse) => sendCut(content, 100_000, response),
      "bytes have come and are kept: the same command goes on",
      20,
    ],
    [answered(200, {}, ""), "the server sent nothing, 5 times", 5],
    [answered(200, {}, "\x89PNG\r\n\x1a\nand so on"), "expected weights or a model, got ", 1],
    [answered(200, {}, content.subarray(0, 300_000)), "", 1],
  ] as const;
  for (const [answer, message, requests] of cases) {
    server.requests.length = 0;
    server.answer = answer;
    const refused = await refusal(get());
    assert.ok(refused.startsWith(`LinnetError: ${server.address}/${fileName}: `), refused);
    assert.ok(refused.includes(message), refused);
    assert.ok(refused.endsWith(byHand), refused);
    assert.ok(server.requests.length <= requests, `${message}: ${server.requests.length} requests`);
    assert.not.ok(existsSync(join(folder, "mobilenetv1-0.25-128-imagenet.safetensors")));
  }
});

test("a page in place of the rest does not cost what has come", async () => {
  await stopInTheMiddle();
  server.answer = answered(200, {}, "<html>Sign in</html>");
  assert.match(await refusal(get()), /got a page/);
  server.answer = null;
  server.requests.length = 0;
  await assertWeights(await get());
  assert.equal(server.requests, [`GET ${fileName} bytes=200000-`]);
});

test("a file of another network is refused with a table, and does not stay", async () => {
  server.files.set(fileName, await publishedFile({ ...published, alpha: 0.5 }));
  const message = await refusal(get());

  assert.match(message, /does not fit .*mobilenet_0\.25_128.*: 135 of another shape\n +weight +expected +found\n/s);
  assert.equal(readdirSync(folder), []);
});

test("a file with another digest than the published one is refused", async () => {
  const small = { architecture: "mobilenetv3-small", alpha: 0.75, size: 224 };
  const [base] = publishedFor(small);
  server.files.set(base!.fileName, await publishedFile(base!));
  const options = { network: "mobilenetv3-small", alpha: 0.75 } as const;
  const message = await refusal(get({}, options));
  assert.match(
    message,
    /expected the file with the MD5 ebdb5cc8e0b497cd13a7c275d475c819, got one with [0-9a-f]{32}\nBy/,
  );
  assert.equal(readdirSync(folder), []);
  // Whoever puts a file there by hand is believed, and told.
  writeFileSync(join(folder, base!.fileName), server.files.get(base!.fileName)!);
  const events: JobEvent[] = [];
  assert.is((await get({ onEvent: (event) => events.push(event) }, options)).from, "file");
  assert.is(events[0]!.kind, "warning");
});

test("a file that somebody has put into the folder is converted, with the classifier or without", async () => {
  for (const { fileName, includeTop } of publishedFor(shape)) {
    rmSync(folder, { recursive: true, force: true });
    await refusal(get({}, { ...wanted, size: 160 }));
    server.requests.length = 0;
    writeFileSync(join(folder, fileName), await publishedFile({ ...published, fileName, includeTop }));
    const got = await get();
    assert.is(got.from, "file");
    await assertWeights(got);
    assert.ok(existsSync(join(folder, fileName)));
    assert.equal(server.requests, []);
  }
});

test("where there is no network, it is said so", async () => {
  const closed = await startWeightsServer();
  await closed.close();
  process.env.LINNET_WEIGHTS_URL = `${closed.address}/`;
  const message = await refusal(get());
  assert.match(
    message,
    /^LinnetError: http:\/\/127\.0\.0\.1:\d+\/mobilenet_2_5\S+: the server cannot be reached \(.*ECONNREFUSED/,
  );
  assert.ok(message.includes(`into ${folder}`));
  assert.equal(readdirSync(folder), []);
});

test("one run at a time downloads", async () => {
  const both = await Promise.allSettled([get(), get()]);
  assert.equal(both.map(({ status }) => status).sort(), ["fulfilled", "rejected"]);
  const rejected = both.find((result) => result.status === "rejected")!;
  assert.match(rejected.reason.message, /weights: weights cannot be written there \(another run of this process/);
});

test("widths and sizes that nobody has published are refused by the option's name", async () => {
  const refused = async (options: Partial<WeightsOptions>) => refusal(get({}, { ...wanted, ...options }));
  assert.match(
    await refused({ alpha: 0.3 }),
    /^OptionError: alpha: .* of mobilenetv1 for a width of 0\.25, 0\.5, 0\.75, 1, not of 0\.3/,
  );
  assert.match(
    await refused({ size: 96 }),
    /^OptionError: size: .* mobilenetv1 0\.25 for 128, 160, 192, 224 pixels, not for 96/,
  );
  assert.match(await refused({ network: "mobilenet" as "imagenet" }), /expected one of .* did you mean "mobilenetv1"/);
});

test("Keras's file of MobileNetV2 is taken", async () => {
  const name = "mobilenet_v2_weights_tf_dim_ordering_tf_kernels_1.0_224_no_top.h5";
  const path = sharedPath(`keras/weights/${name}`, "a file as Keras publishes it");
  if (path === null) return;
  server.files.set(name, new Uint8Array(readFileSync(path)));
  server.answer = (response, _, count) => count === 0 && sendCut(server.files.get(name)!, 5e6, response);
  const { file } = await get({}, { network: "imagenet" });
  const { tensors } = await openFile(new Uint8Array(readFileSync(file)), file);
  assert.equal(tensors.get("Conv1/kernel")?.shape, [3, 3, 3, 32]);
  assert.is(tensors.size, 260);
});

test.run();
