// Gather the server that goes into the package: plain Python that any Python >= 3.11 on any system runs, in dist/server/.
//
// The dependencies are those that are locked with their hashes in requirements/runtime.txt. Two of them come compiled for each version
// of Python and each system; both work without, so their compiled files are left out (client-vscode/README.md says what that costs).
import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";

const here = path.resolve(import.meta.dirname, "..");
const repository = path.dirname(here);
const target = path.join(here, "dist/server");
const libs = path.join(target, "libs");

/** Only the terminal's reports are drawn with these, and no terminal reaches the server of an editor. */
const NOT_NEEDED = ["rich", "pygments", "markdown-it-py", "mdurl"];

/** Files of the locked wheels that no running server reads. */
const LEFT_OUT =
  /\.(so|pyd|c|pyi)$|\/(__pycache__|bin|sboms)\/|\.dist-info\/(RECORD|INSTALLER|REQUESTED|WHEEL|direct_url\.json)$/;

/** One platform for all: what differs between the platforms is left out. */
const PLATFORM = [
  ...["manylinux2014_x86_64", "manylinux_2_17_x86_64", "manylinux_2_28_x86_64", "any"].flatMap((each) => [
    "--platform",
    each,
  ]),
  ...["--implementation", "cp", "--python-version", "3.11", "--abi", "cp311", "--abi", "none"],
];

/** Fill dist/server anew; returns its size in bytes. */
export function gatherServer() {
  const work = mkdtempSync(path.join(os.tmpdir(), "persona-ls-server-"));
  try {
    rmSync(target, { recursive: true, force: true });
    mkdirSync(libs, { recursive: true });
    const needed = path.join(work, "runtime.txt");
    writeFileSync(needed, runtime());
    pip("--no-deps", "--require-hashes", "--only-binary=:all:", ...PLATFORM, "-r", needed);
    run(python(), "-m", "hatchling", "build", "-t", "wheel", "-d", work);
    pip(
      "--no-deps",
      "--no-index",
      ...readdirSync(work)
        .filter((name) => name.endsWith(".whl"))
        .map((name) => path.join(work, name)),
    );
    for (const file of filesOf(libs)) if (LEFT_OUT.test(file.replaceAll("\\", "/"))) rmSync(file);
    copyFileSync(path.join(here, "bundled/serve.py"), path.join(target, "serve.py"));
    return filesOf(target).reduce((sum, file) => sum + statSync(file).size, 0);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The locked requirements without those that only the terminal needs. */
function runtime() {
  const locked = readFileSync(path.join(repository, "requirements/runtime.txt"), "utf8");
  const each = locked.split(/^(?=[a-z])/m);
  return each.filter((requirement) => !NOT_NEEDED.includes(/^[a-z0-9-]+/.exec(requirement)?.[0])).join("");
}

const run = (command, ...args) =>
  execFileSync(command, args, { cwd: repository, stdio: ["ignore", "ignore", "inherit"] });

function pip(...args) {
  run(
    process.env.PYTHON ?? "python3",
    "-m",
    "pip",
    "--quiet",
    "--disable-pip-version-check",
    "install",
    "--root-user-action=ignore",
    "--no-compile",
    "--target",
    libs,
    "--upgrade",
    ...args,
  );
}

/** The Python of the checkout: the package is built with the locked hatchling, and its message catalogs with the locked Babel. */
function python() {
  const file = path.join(
    repository,
    process.platform === "win32" ? ".venv/Scripts/python.exe" : ".venv/bin/python",
  );
  if (!existsSync(file)) throw new Error(`${file} is missing: "make setup" makes it`);
  return file;
}

const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath ?? entry.path, entry.name));
