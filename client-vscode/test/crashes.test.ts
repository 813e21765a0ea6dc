import assert from "node:assert/strict";
import test from "node:test";

import { Crashes } from "../src/crashes";

const MINUTE = 60_000;

test("four crashes in a row are started again, the fifth is not", () => {
  const crashes = new Crashes();
  const answers = [0, 1, 2, 3, 4].map((second) => crashes.mayRestart(second * 1000));
  assert.deepEqual(answers, [true, true, true, true, false]);
});

test("a crash now and then is always started again", () => {
  const crashes = new Crashes();
  const answers = Array.from({ length: 20 }, (_, index) => crashes.mayRestart(index * MINUTE));
  assert.ok(answers.every(Boolean));
});

test("a restart by hand forgets what was before", () => {
  const crashes = new Crashes();
  for (let second = 0; second < 5; second++) crashes.mayRestart(second * 1000);
  crashes.forget();
  assert.equal(crashes.mayRestart(6000), true);
});
