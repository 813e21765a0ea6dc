import assert from "node:assert/strict";
import test from "node:test";

import { chosenPython } from "../src/environment";

/** The extensions of a window, by what their `activate` gives; one that is `Error` fails. */
const asked = (extensions: Record<string, unknown>, patience = 1000) => ({
  extension: (id: string) =>
    id in extensions
      ? {
          activate: () =>
            extensions[id] instanceof Error
              ? Promise.reject(extensions[id])
              : Promise.resolve(extensions[id]),
        }
      : undefined,
  folder: undefined,
  patience,
});

const python = (fsPath: string) => ({
  environments: {
    getActiveEnvironmentPath: () => ({ path: "id" }),
    resolveEnvironment: () => Promise.resolve({ executable: { uri: { fsPath } } }),
  },
});

const environments = (executable: string, args?: string[]) => ({
  getEnvironment: () => Promise.resolve({ execInfo: { run: { executable, args } } }),
});

test("without a Python extension there is no chosen Python", async () => {
  assert.equal(await chosenPython(asked({})), undefined);
});

test("the newer extension is asked first, and may say what starts its Python", async () => {
  const both = {
    "ms-python.vscode-python-envs": environments("/conda", ["run"]),
    "ms-python.python": python("/venv/bin/python"),
  };
  assert.deepEqual(await chosenPython(asked(both)), { command: "/conda", args: ["run"] });
});

test("where it is switched off the older one is asked", async () => {
  const both = { "ms-python.vscode-python-envs": undefined, "ms-python.python": python("/venv/bin/python") };
  assert.deepEqual(await chosenPython(asked(both)), { command: "/venv/bin/python", args: [] });
});

test("one that fails, has another shape, or never answers is as good as none", async () => {
  assert.equal(await chosenPython(asked({ "ms-python.python": new Error("no") })), undefined);
  assert.equal(await chosenPython(asked({ "ms-python.python": { environments: {} } })), undefined);
  const silent = { getEnvironment: () => new Promise(() => undefined) };
  assert.equal(await chosenPython(asked({ "ms-python.vscode-python-envs": silent }, 10)), undefined);
});
