// Make persona-ls.vsix: bundle the client, gather the server, pack both, and say what it weighs.
import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import path from "node:path";

import { createVSIX } from "@vscode/vsce";

import { gatherServer } from "./server.mjs";

/** What the package may weigh; README.md states what it does weigh. */
const MOST_BYTES = 2_500_000;

const here = path.resolve(import.meta.dirname, "..");
const packagePath = path.join(here, "persona-ls.vsix");

// Always bundled anew: a package of yesterday's dist/ looks like one of today.
rmSync(path.join(here, "dist/extension.js"), { force: true });
execFileSync(process.execPath, [path.join(here, "scripts/build.mjs")], { stdio: "inherit" });

const server = gatherServer();
console.log(`dist/server: ${kilobytes(server)} kB of Python`);

// The package holds what .vscodeignore names, and esbuild has put every dependency into the bundle.
await createVSIX({
  cwd: here,
  packagePath,
  dependencies: false,
  allowMissingRepository: true,
  rewriteRelativeLinks: false,
});
const { size } = statSync(packagePath);
console.log(`persona-ls.vsix: ${kilobytes(size)} kB of at most ${kilobytes(MOST_BYTES)} kB`);
if (size > MOST_BYTES) process.exitCode = 1;

function kilobytes(bytes) {
  return Math.ceil(bytes / 1000);
}
