import { test } from "uvu";
import * as assert from "uvu/assert";
import { ownCommand, resumeCommand } from "../../src/cli/ownCommand.js";

const script = `${process.cwd()}/dist/node/main.js`;

test("the command is the one that was given, with --resume once", () => {
  const command = (...parameters: string[]): string => resumeCommand(["node", script, ...parameters]).join(" ");
  assert.is(
    command("train", "faces", "-o", "a.safetensors"),
    "node dist/node/main.js train faces -o a.safetensors --resume",
  );
  assert.is(command("train"), "node dist/node/main.js train --resume");
  assert.is(command("train", "--resume", "faces"), "node dist/node/main.js train --resume faces");
  assert.is(command("train", "--resume=a b"), "node dist/node/main.js train '--resume=a b'");
});

test("words are quoted for the shell", () => {
  const command = resumeCommand(["node", script, "train", "my faces", "it's", "$HOME", ""]).join(" ");
  assert.is(command, `node dist/node/main.js train 'my faces' 'it'\\''s' '$HOME' '' --resume`);
});

test("without --resume, for a report", () => {
  assert.is(ownCommand(["node", script, "train", "my faces"]).join(" "), "node dist/node/main.js train 'my faces'");
});

test("it begins as the person began", () => {
  const begin = (file: string): string => resumeCommand(["node", file, "train", "faces"]).join(" ");
  assert.is(begin(script), "node dist/node/main.js train faces --resume");
  assert.is(begin("/x/node_modules/.bin/linnet"), "npx linnet train faces --resume");
  assert.is(begin("/usr/bin/linnet"), "linnet train faces --resume");
});

test.run();
