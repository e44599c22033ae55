// linnet weights, as a person gives it, against a server on this machine.

import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite } from "uvu";
import * as assert from "uvu/assert";
import { publishedFor } from "../../src/models/publishedWeights.js";
import { linnet } from "../support/command.js";
import { publishedFile } from "../support/publishedFiles.js";
import { startWeightsServer } from "../support/weightsServer.js";

const test = suite("linnet weights");
const cache = mkdtempSync(join(tmpdir(), "linnet-cli-weights-"));
const published = publishedFor({ architecture: "mobilenetv1", alpha: 0.25, size: 128 })[0]!;
const content = await publishedFile(published);
const server = await startWeightsServer();
const env = { LINNET_CACHE: cache, LINNET_WEIGHTS_URL: server.address };
const get = ["weights", "get", "mobilenetv1", "--alpha", "0.25", "--size", "128"];

test.after(async () => {
  rmSync(cache, { recursive: true });
  await server.close();
});

test("a download that Ctrl-C stops goes on, and the table marks what is there", async () => {
  server.answer = (response) => {
    response.writeHead(200, { "Content-Length": content.length, ETag: '"1"' });
    response.write(content.subarray(0, 200_000));
    return true;
  };
  const stopped = await linnet(get, {
    env,
    onStart: (child) => {
      const part = join(cache, "weights", `${published.fileName}.part`);
      const timer = setInterval(() => {
        if (sizeOf(part) < 200_000) return;
        clearInterval(timer);
        child.kill("SIGINT");
      }, 20);
    },
  });
  assert.is(stopped.code, 130, stopped.stderr);
  assert.match(stopped.stdout, /^Downloading ImageNet weights of mobilenetv1 0\.25 at 128 pixels from\s/);
  assert.match(stopped.stderr, /Stopping; what has come stays[\s\S]*The same command goes on with the download\./);
  server.answer = null;
  server.files.set(published.fileName, content);
  const got = await linnet(get, { env });
  assert.is(got.code, 0, got.stderr);
  assert.match(got.stdout, /The weights were downloaded:\s\S+mobilenetv1-0\.25-128-imagenet\.safetensors\nSHA-256 of/);
  assert.match(server.requests.at(-1)!, /bytes=200000-/);
  assert.equal(readdirSync(join(cache, "weights")), ["mobilenetv1-0.25-128-imagenet.safetensors"]);
  const { stdout } = await linnet(["weights"], { env });
  assert.match(stdout, /^mobilenetv1 +0\.25 +128\* 160 192 224 +keras +unknown$/m);
  assert.ok(
    stdout.split("\n").every((line) => line.length <= 80 || !line.includes(" ")),
    stdout,
  );
});

function sizeOf(path: string): number {
  try {
    return readFileSync(path).length;
  } catch {
    return 0;
  }
}

test.run();
