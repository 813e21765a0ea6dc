import assert from "node:assert/strict";
import test from "node:test";

import { type Level, levelOf } from "../src/stderr";

function levels(text: string): Level[] {
  let level: Level = "info";
  return text.split("\n").map((line) => (level = levelOf(line, level)));
}

test("a record has the level that it begins with, and the lines of its traceback have it too", () => {
  const text =
    "INFO a: reading\nERROR a.b: failed\nTraceback (most recent call last):\n  File x\nWARNING a: odd\nDEBUG a: b";
  assert.deepEqual(levels(text), ["info", "error", "error", "error", "warn", "debug"]);
});

test("what begins no record is information until something does, and a traceback is an error wherever it comes", () => {
  assert.deepEqual(levels("hello\nTraceback (most recent call last):"), ["info", "error"]);
});
