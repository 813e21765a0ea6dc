/**
 * The command that starts the server: which ones to try, in which order.
 *
 * The package of the extension carries the server as plain Python, so a Python is all that is needed. A name is always
 * resolved to an absolute path here: handing a bare name to the system would let Windows take a program of that name
 * from the opened folder, which may be a stranger's.
 */
import path from "node:path";

import type { ImportStrategy } from "./settings";

/** A program with what always goes before its own arguments: `py -3` is a Python too. */
export interface Program {
  readonly command: string;
  readonly args: readonly string[];
}

/** A way to start persona-ls: `command ...args serve`. */
export interface Launch extends Program {
  /** Which Python runs it; none for an executable, which knows by itself. */
  readonly python?: Program;
}

/** A setting that names a program which is not there. */
export interface NotFound {
  readonly kind: "not-found";
  readonly setting: "server.path" | "python";
  readonly value: string;
}

/** What is known of the machine and the window; a parameter, so that tests can state their own. */
export interface World {
  readonly platform: NodeJS.Platform;
  readonly searchPath: string;
  readonly home: string;
  readonly folders: readonly string[];
  /** The Python that the Python extension has chosen for this workspace. */
  readonly environment: Program | undefined;
  /** The script that starts the server which comes with the extension; none in a checkout that was not packaged. */
  readonly bundled: string | undefined;
  readonly isFile: (file: string) => boolean;
}

interface Wishes {
  readonly serverPath: string;
  readonly python: string;
  readonly importStrategy: ImportStrategy;
}

/** The newest first: where `python3` is the system's old one, one that a person installed is often there by its version only. */
const PYTHONS = ["python3", "python", "python3.14", "python3.13", "python3.12", "python3.11"];

/** The ways to try, best first. A setting is a decision: with one set, nothing else is tried. */
export function launches(wishes: Wishes, world: World): Launch[] | NotFound {
  if (wishes.serverPath) {
    const found = chosen("server.path", wishes.serverPath, world);
    return Array.isArray(found) ? found.map(executable) : found;
  }
  const pythons = wishes.python ? chosen("python", wishes.python, world) : pythonsOf(world);
  if (!Array.isArray(pythons)) return pythons;
  const carried = world.bundled ? pythons.map((python) => carriedBy(python, world.bundled ?? "")) : [];
  if (wishes.importStrategy === "useBundled" && carried.length) return carried;
  const installed = wishes.python
    ? []
    : [...inFolders(world), ...onPath("persona-ls", world)].map(executable);
  return [...installed, ...pythons.map(installedIn), ...carried];
}

function chosen(setting: NotFound["setting"], value: string, world: World): Program[] | NotFound {
  const files = /[\\/]/.test(value) ? expand(value, world) : onPath(value, world);
  const file = files.flatMap((each) => withSuffix(each, world)).find(world.isFile);
  return file ? [program(file)] : { kind: "not-found", setting, value };
}

function pythonsOf(world: World): Program[] {
  const launcher = world.platform === "win32" ? onPath("py", world) : [];
  return [
    ...(world.environment ? [world.environment] : []),
    ...PYTHONS.flatMap((name) => onPath(name, world)).map(program),
    ...launcher.map((command) => ({ command, args: ["-3"] })),
  ];
}

const program = (command: string): Program => ({ command, args: [] });

const executable = (command: string | Program): Launch =>
  typeof command === "string" ? program(command) : command;

// -P: whatever lies in the working folder is not imported in place of a real module.
const installedIn = (python: Program): Launch => ({
  command: python.command,
  args: [...python.args, "-P", "-m", "persona_ls"],
  python,
});

// -I and -S: nothing of the environment, the person or that Python's own packages is imported in place of what is carried.
const carriedBy = (python: Program, script: string): Launch => ({
  command: python.command,
  args: [...python.args, "-I", "-S", "-X", "utf8", script],
  python,
});

/** The persona-ls of an environment that lies in a workspace folder, where every tool looks for one. */
function inFolders(world: World): string[] {
  const bin = world.platform === "win32" ? "Scripts" : "bin";
  return world.folders
    .flatMap((folder) => withSuffix(pathsOf(world.platform).join(folder, ".venv", bin, "persona-ls"), world))
    .filter(world.isFile)
    .slice(0, 1);
}

/** The absolute paths that a written path can mean: one, or one for each workspace folder. */
function expand(value: string, { home, folders, platform }: World): string[] {
  const paths = pathsOf(platform);
  const written = value.replace(/^~(?=[\\/])|\$\{userHome\}/g, () => home);
  if (paths.isAbsolute(written)) return [written];
  const inFolder = written.replace(/^\$\{workspaceFolder\}[\\/]/, "");
  return folders.map((folder) => paths.join(folder, inFolder));
}

/** The program of that name in the first folder of PATH that has it: one path, or none. */
function onPath(name: string, world: World): string[] {
  const paths = pathsOf(world.platform);
  return world.searchPath
    .split(paths.delimiter)
    .filter((folder) => paths.isAbsolute(folder))
    .flatMap((folder) => withSuffix(paths.join(folder, name), world))
    .filter(world.isFile)
    .slice(0, 1);
}

function withSuffix(file: string, { platform }: World): string[] {
  return platform === "win32" && !/\.exe$/i.test(file) ? [`${file}.exe`] : [file];
}

const pathsOf = (platform: NodeJS.Platform) => (platform === "win32" ? path.win32 : path.posix);
