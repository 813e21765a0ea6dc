/**
 * Ask a command whether it is a persona-ls before the language client talks to it.
 *
 * A wrong program gives the client several messages of its own that differ from run to run; asked first, it gives one
 * message that says what is wrong.
 */
import { execFile } from "node:child_process";
import os from "node:os";
import { promisify } from "node:util";

import type { Launch, NotFound, Program } from "./launch";

export const OLDEST_PYTHON = [3, 11] as const;

export type Problem =
  | NotFound
  /** There is no Python, and nothing else that could be a persona-ls. */
  | { readonly kind: "nothing-found" }
  | { readonly kind: "old-python"; readonly command: string; readonly version: string }
  | { readonly kind: "no-package"; readonly command: string }
  | { readonly kind: "not-a-server"; readonly command: string; readonly detail: string };

export const isProblem = (found: Launch | Problem): found is Problem => !("args" in found);

export type Run = (command: string, args: readonly string[]) => Promise<Outcome>;

export interface Outcome {
  readonly ok: boolean;
  readonly stdout: string;
  /** The last line that was written to stderr, or the system's reason. */
  readonly detail: string;
}

/** The first launch that answers as persona-ls, or what is wrong with the first one tried. */
export async function firstWorking(
  found: Launch[] | NotFound,
  run: Run = execute,
): Promise<Launch | Problem> {
  if (!Array.isArray(found)) return found;
  let problem: Problem | undefined;
  for (const launch of found) {
    const wrong = await problemOf(launch, run);
    if (!wrong) return launch;
    problem ??= wrong;
  }
  return problem ?? { kind: "nothing-found" };
}

async function problemOf({ command, args, python }: Launch, run: Run): Promise<Problem | undefined> {
  const { ok, stdout, detail } = await run(command, [...args, "--version"]);
  if (ok && stdout.includes("persona-ls")) return undefined;
  const version = python && (await pythonVersion(python, run));
  if (version && isOld(version)) return { kind: "old-python", command, version };
  if (version && detail.includes("No module named persona_ls")) return { kind: "no-package", command };
  return { kind: "not-a-server", command, detail };
}

async function pythonVersion({ command, args }: Program, run: Run): Promise<string | undefined> {
  const { ok, stdout } = await run(command, [
    ...args,
    "-I",
    "-c",
    "import sys; print('%d.%d' % sys.version_info[:2])",
  ]);
  return ok ? /^\d+\.\d+/.exec(stdout)?.[0] : undefined;
}

function isOld(version: string): boolean {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  return major < OLDEST_PYTHON[0] || (major === OLDEST_PYTHON[0] && minor < OLDEST_PYTHON[1]);
}

/** Run a program away from the opened folder, with a deadline. */
export const execute: Run = async (command, args) => {
  try {
    const { stdout } = await promisify(execFile)(command, [...args], { cwd: os.tmpdir(), timeout: 20_000 });
    return { ok: true, stdout, detail: "" };
  } catch (error) {
    const { message, stderr = "" } = error as Error & { stderr?: string };
    const said = stderr.trim();
    return { ok: false, stdout: "", detail: said ? lastLine(said) : message };
  }
};

const lastLine = (text: string) => text.slice(text.lastIndexOf("\n") + 1);
