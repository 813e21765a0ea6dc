/**
 * The command that starts the server: which ones to try, in which order.
 *
 * A name is always resolved to an absolute path here. Handing a bare name to the system would let Windows take a
 * program of that name from the opened folder, which may be a stranger's.
 */
import path from "node:path";

/** A way to start persona-ls: `command ...args serve`. */
export interface Launch {
  readonly kind: "executable" | "python";
  readonly command: string;
  readonly args: readonly string[];
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
  readonly isFile: (file: string) => boolean;
}

interface Wishes {
  readonly serverPath: string;
  readonly python: string;
}

/** The ways to try, best first. A setting is a decision: with one set, nothing else is tried. */
export function launches(wishes: Wishes, world: World): Launch[] | NotFound {
  if (wishes.serverPath) return chosen("server.path", wishes.serverPath, world, executable);
  if (wishes.python) return chosen("python", wishes.python, world, python);
  const pythons = ["python3", "python"].flatMap((name) => onPath(name, world));
  return [...onPath("persona-ls", world).map(executable), ...pythons.map(python)];
}

function chosen(
  setting: NotFound["setting"],
  value: string,
  world: World,
  launch: (file: string) => Launch,
): Launch[] | NotFound {
  const files = /[\\/]/.test(value) ? expand(value, world) : onPath(value, world);
  const file = files.flatMap((each) => withSuffix(each, world)).find(world.isFile);
  return file ? [launch(file)] : { kind: "not-found", setting, value };
}

const executable = (command: string): Launch => ({ kind: "executable", command, args: [] });

// -P: whatever lies in the working folder is not imported in place of a real module.
const python = (command: string): Launch => ({ kind: "python", command, args: ["-P", "-m", "persona_ls"] });

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
