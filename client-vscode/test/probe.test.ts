import assert from "node:assert/strict";
import test from "node:test";

import type { Launch } from "../src/launch";
import { execute, firstWorking, type Outcome, type Run } from "../src/probe";

const executable: Launch = { command: "/bin/persona-ls", args: [] };
const python: Launch = {
  command: "/bin/python3",
  args: ["-P", "-m", "persona_ls"],
  python: { command: "/bin/python3", args: [] },
};

const said = (stdout: string): Outcome => ({ ok: true, stdout, detail: "" });
const failed = (detail: string): Outcome => ({ ok: false, stdout: "", detail });

/** A machine on which a command line, or its beginning, has this outcome. */
function machine(outcomes: Record<string, Outcome>): Run {
  return (command, args) => {
    const line = [command, ...args].join(" ");
    const key = Object.keys(outcomes).find((start) => line.startsWith(start));
    return Promise.resolve(outcomes[key ?? ""] ?? failed("not expected: " + line));
  };
}

test("a program that gives its version as persona-ls is taken", async () => {
  const run = machine({ "/bin/persona-ls --version": said("persona-ls 0.1.0\n") });
  assert.equal(await firstWorking([executable, python], run), executable);
});

test("when the first one found does not work the next is taken", async () => {
  const run = machine({
    "/bin/persona-ls": failed("broken"),
    "/bin/python3 -P -m persona_ls --version": said("persona-ls 0.1.0\n"),
  });
  assert.equal(await firstWorking([executable, python], run), python);
});

test("a program that succeeds without saying persona-ls is not a server", async () => {
  const run = machine({ "/bin/persona-ls --version": said("GNU coreutils 9.1\n") });
  assert.deepEqual(await firstWorking([executable], run), {
    kind: "not-a-server",
    command: "/bin/persona-ls",
    detail: "",
  });
});

test("a Python that is too old is called that, with its version, before anything else", async () => {
  const run = machine({ "/bin/python3 -P": failed("Unknown option: -P"), "/bin/python3 -I": said("3.8\n") });
  assert.deepEqual(await firstWorking([python], run), {
    kind: "old-python",
    command: "/bin/python3",
    version: "3.8",
  });
});

test("a new enough Python without the package is told apart from one in which it is broken", async () => {
  const version = { "/bin/python3 -I": said("3.11\n") };
  const missing = machine({
    ...version,
    "/bin/python3 -P": failed("/bin/python3: No module named persona_ls"),
  });
  const broken = machine({ ...version, "/bin/python3 -P": failed("ImportError: lsprotocol") });
  assert.deepEqual(await firstWorking([python], missing), { kind: "no-package", command: "/bin/python3" });
  assert.deepEqual(await firstWorking([python], broken), {
    kind: "not-a-server",
    command: "/bin/python3",
    detail: "ImportError: lsprotocol",
  });
});

test("when several fail the best one's problem is told; when there is none, that", async () => {
  const run = machine({ "/bin/persona-ls": failed("first"), "/bin/python3": failed("second") });
  assert.deepEqual(await firstWorking([executable, python], run), {
    kind: "not-a-server",
    command: "/bin/persona-ls",
    detail: "first",
  });
  assert.deepEqual(await firstWorking([], run), { kind: "nothing-found" });
});

test("a setting that names no file is passed on", async () => {
  const notFound = { kind: "not-found", setting: "python", value: "x" } as const;
  assert.equal(await firstWorking(notFound, machine({})), notFound);
});

test("a real program's output, failure and absence come back as values", async () => {
  const node = process.execPath;
  assert.deepEqual(await execute(node, ["-p", "40 + 2"]), { ok: true, stdout: "42\n", detail: "" });
  const loud = await execute(node, ["-e", "console.error('a\\nb'); process.exit(3)"]);
  assert.deepEqual([loud.ok, loud.detail], [false, "b"]);
  assert.match((await execute("/no/such/program", [])).detail, /ENOENT/);
});
