import assert from "node:assert/strict";
import test from "node:test";

import { launches, type World } from "../src/launch";

/** A machine that has exactly these files. */
function machine(files: string[], more: Partial<World> = {}): World {
  return {
    platform: "linux",
    searchPath: "/usr/local/bin:/usr/bin",
    home: "/home/ana",
    folders: ["/srv/app"],
    environment: undefined,
    bundled: undefined,
    isFile: (file) => files.includes(file),
    ...more,
  };
}

const nothingSet = { serverPath: "", python: "", importStrategy: "useBundled" } as const;
const SCRIPT = "/ext/dist/server/serve.py";
const commands = (found: ReturnType<typeof launches>) =>
  Array.isArray(found) ? found.map((launch) => launch.command) : found;

test("in a checkout that was not packaged the installed persona-ls comes before any Python", () => {
  const world = machine(["/usr/bin/python3", "/usr/bin/persona-ls", "/usr/local/bin/python3"]);
  assert.deepEqual(commands(launches(nothingSet, world)), ["/usr/bin/persona-ls", "/usr/local/bin/python3"]);
});

test("a Python runs the module without the working folder on its import path", () => {
  assert.deepEqual(launches({ ...nothingSet, python: "/opt/py" }, machine(["/opt/py"])), [
    { command: "/opt/py", args: ["-P", "-m", "persona_ls"], python: { command: "/opt/py", args: [] } },
  ]);
});

test("the server of the package is run by each Python that is found, alone: what is installed for them is not looked at", () => {
  const world = machine(["/usr/bin/python3", "/usr/bin/python3.12", "/usr/bin/persona-ls"], {
    bundled: SCRIPT,
  });
  assert.deepEqual(launches(nothingSet, world), [
    {
      command: "/usr/bin/python3",
      args: ["-I", "-S", "-X", "utf8", SCRIPT],
      python: { command: "/usr/bin/python3", args: [] },
    },
    {
      command: "/usr/bin/python3.12",
      args: ["-I", "-S", "-X", "utf8", SCRIPT],
      python: { command: "/usr/bin/python3.12", args: [] },
    },
  ]);
});

test("the environment that the Python extension has chosen goes before PATH, with what starts it", () => {
  const environment = { command: "/conda/bin/conda", args: ["run", "python"] };
  const world = machine(["/usr/bin/python3"], { bundled: SCRIPT, environment });
  const [first, second] = launches(nothingSet, world) as { command: string; args: string[] }[];
  assert.deepEqual(first?.args, ["run", "python", "-I", "-S", "-X", "utf8", SCRIPT]);
  assert.equal(second?.command, "/usr/bin/python3");
});

test("when a setting says so, what is installed for the workspace goes before what the package brings", () => {
  const files = ["/srv/app/.venv/bin/persona-ls", "/usr/bin/persona-ls", "/usr/bin/python3"];
  const found = launches(
    { ...nothingSet, importStrategy: "fromEnvironment" },
    machine(files, { bundled: SCRIPT }),
  );
  const lines = Array.isArray(found) ? found.map(({ command, args }) => [command, ...args].join(" ")) : [];
  assert.deepEqual(lines, [
    "/srv/app/.venv/bin/persona-ls",
    "/usr/bin/persona-ls",
    "/usr/bin/python3 -P -m persona_ls",
    `/usr/bin/python3 -I -S -X utf8 ${SCRIPT}`,
  ]);
});

test("on Windows the launcher is the last Python that is tried", () => {
  const files = ["C:\\Windows\\py.exe", "C:\\Tools\\python.exe"];
  const world = machine(files, {
    platform: "win32",
    searchPath: "C:\\Windows;C:\\Tools",
    bundled: "C:\\x.py",
  });
  const found = launches(nothingSet, world);
  const lines = Array.isArray(found) ? found.map(({ command, args }) => [command, ...args].join(" ")) : [];
  assert.deepEqual(lines, [
    "C:\\Tools\\python.exe -I -S -X utf8 C:\\x.py",
    "C:\\Windows\\py.exe -3 -I -S -X utf8 C:\\x.py",
  ]);
});

test("a setting is a decision: what is on PATH is not tried beside it", () => {
  const world = machine(["/usr/bin/persona-ls", "/opt/persona-ls"]);
  assert.deepEqual(
    commands(launches({ ...nothingSet, serverPath: "/opt/persona-ls", python: "/opt/py" }, world)),
    ["/opt/persona-ls"],
  );
});

test("a setting may be relative to a workspace folder, written out or not, or to the home folder", () => {
  const world = machine(["/srv/app/.venv/bin/persona-ls", "/home/ana/bin/persona-ls"]);
  const of = (serverPath: string) => commands(launches({ ...nothingSet, serverPath }, world));
  assert.deepEqual(of(".venv/bin/persona-ls"), ["/srv/app/.venv/bin/persona-ls"]);
  assert.deepEqual(of("${workspaceFolder}/.venv/bin/persona-ls"), ["/srv/app/.venv/bin/persona-ls"]);
  assert.deepEqual(of("~/bin/persona-ls"), ["/home/ana/bin/persona-ls"]);
  assert.deepEqual(of("${userHome}/bin/persona-ls"), ["/home/ana/bin/persona-ls"]);
});

test("of several workspace folders the first that has the program gives it", () => {
  const world = machine(["/srv/b/.venv/bin/python"], { folders: ["/srv/a", "/srv/b"] });
  assert.deepEqual(commands(launches({ ...nothingSet, python: ".venv/bin/python" }, world)), [
    "/srv/b/.venv/bin/python",
  ]);
});

test("a bare name in a setting is looked up on PATH, not in the opened folder", () => {
  const world = machine(["/srv/app/python3.12", "/usr/bin/python3.12"]);
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
