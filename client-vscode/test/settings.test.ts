import assert from "node:assert/strict";
import test from "node:test";

import { readSettings } from "../src/settings";

const read = (values: Record<string, unknown>) => readSettings((key) => values[key]);

test("settings are taken as they are set, paths without blanks around them", () => {
  const values = {
    "server.path": " /opt/persona-ls ",
    python: "python3",
    importStrategy: "fromEnvironment",
    language: "pt-BR",
    bundled: false,
    inlayHints: false,
  };
  assert.deepEqual(read(values), {
    serverPath: "/opt/persona-ls",
    python: "python3",
    importStrategy: "fromEnvironment",
    language: "pt-BR",
    bundled: false,
    inlayHints: false,
  });
});

test("a value of the wrong type or an unknown language counts as not set", () => {
  const defaults = {
    serverPath: "",
    python: "",
    importStrategy: "useBundled",
    language: "auto",
    bundled: true,
    inlayHints: true,
  };
  assert.deepEqual(read({}), defaults);
  assert.deepEqual(
    read({
      "server.path": ["a"],
      python: 3,
      importStrategy: 1,
      language: "fr",
      bundled: "no",
      inlayHints: 0,
    }),
    defaults,
  );
});
