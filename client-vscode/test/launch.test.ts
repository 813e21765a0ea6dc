import assert from "node:assert/strict";
import test from "node:test";

import { launches, type World } from "../src/launch";

/** A machine that has exactly these files. */
function machine(files: string[], more: Partial<World> = {}): World {
  return {
    platform: "linux",
    searchPath: "/usr/local/bin:/usr/bin",
    home: "/home/ana",
    folders: ["/work/app"],
    isFile: (file) => files.includes(file),
    ...more,
  };
}

const nothingSet = { serverPath: "", python: "" };
const commands = (found: ReturnType<typeof launches>) =>
  Array.isArray(found) ? found.map((launch) => launch.command) : found;

test("without settings the installed persona-ls comes before any Python, in the order of PATH", () => {
  const world = machine(["/usr/bin/python3", "/usr/bin/persona-ls", "/usr/local/bin/python3"]);
  assert.deepEqual(commands(launches(nothingSet, world)), ["/usr/bin/persona-ls", "/usr/local/bin/python3"]);
});

test("a Python runs the module without the working folder on its import path", () => {
  assert.deepEqual(launches({ ...nothingSet, python: "/opt/py" }, machine(["/opt/py"])), [
    { kind: "python", command: "/opt/py", args: ["-P", "-m", "persona_ls"] },
  ]);
});

test("a setting is a decision: what is on PATH is not tried beside it", () => {
  const world = machine(["/usr/bin/persona-ls", "/opt/persona-ls"]);
  assert.deepEqual(commands(launches({ serverPath: "/opt/persona-ls", python: "/opt/py" }, world)), [
    "/opt/persona-ls",
  ]);
});

test("a setting may be relative to a workspace folder, written out or not, or to the home folder", () => {
  const world = machine(["/work/app/.venv/bin/persona-ls", "/home/ana/bin/persona-ls"]);
  const of = (serverPath: string) => commands(launches({ ...nothingSet, serverPath }, world));
  assert.deepEqual(of(".venv/bin/persona-ls"), ["/work/app/.venv/bin/persona-ls"]);
  assert.deepEqual(of("${workspaceFolder}/.venv/bin/persona-ls"), ["/work/app/.venv/bin/persona-ls"]);
  assert.deepEqual(of("~/bin/persona-ls"), ["/home/ana/bin/persona-ls"]);
  assert.deepEqual(of("${userHome}/bin/persona-ls"), ["/home/ana/bin/persona-ls"]);
});

test("of several workspace folders the first that has the program gives it", () => {
  const world = machine(["/work/b/.venv/bin/python"], { folders: ["/work/a", "/work/b"] });
  assert.deepEqual(commands(launches({ ...nothingSet, python: ".venv/bin/python" }, world)), [
    "/work/b/.venv/bin/python",
  ]);
});

test("a bare name in a setting is looked up on PATH, not in the opened folder", () => {
  const world = machine(["/work/app/python3.12", "/usr/bin/python3.12"]);
  assert.deepEqual(commands(launches({ ...nothingSet, python: "python3.12" }, world)), [
    "/usr/bin/python3.12",
  ]);
});

test("a setting that names no file is reported with its name and value", () => {
  assert.deepEqual(launches({ ...nothingSet, serverPath: "/no/such" }, machine([])), {
    kind: "not-found",
    setting: "server.path",
    value: "/no/such",
  });
});

test("a relative entry of PATH is not followed: it would lead into the opened folder", () => {
  const world = machine(["./persona-ls", "persona-ls", "bin/persona-ls"], { searchPath: ".::bin" });
  assert.deepEqual(launches(nothingSet, world), []);
});

test("on Windows programs end in .exe and PATH is split at semicolons", () => {
  const world = machine(["C:\\Tools\\persona-ls.exe"], {
    platform: "win32",
    searchPath: "C:\\Windows;C:\\Tools",
  });
  assert.deepEqual(commands(launches(nothingSet, world)), ["C:\\Tools\\persona-ls.exe"]);
});
