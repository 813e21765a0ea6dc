// Make persona-ls.vsix: bundle, gather, pack, and say what it weighs.
import { execFileSync } from "node:child_process";
import { rmSync, statSync } from "node:fs";
import path from "node:path";

import { createVSIX } from "@vscode/vsce";

const here = path.resolve(import.meta.dirname, "..");
const packagePath = path.join(here, "persona-ls.vsix");

// Always bundled anew: a package of yesterday's dist/ looks like one of today.
rmSync(path.join(here, "dist/extension.js"), { force: true });
execFileSync(process.execPath, [path.join(here, "scripts/build.mjs")], { stdio: "inherit" });

// The package holds what .vscodeignore names, and esbuild has put every dependency into the bundle.
await createVSIX({ cwd: here, packagePath, dependencies: false, allowMissingRepository: true });
console.log(`persona-ls.vsix: ${Math.ceil(statSync(packagePath).size / 1000)} kB`);
