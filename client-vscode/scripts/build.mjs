// Bundle the extension into dist/extension.js, or with the argument `tests` the unit tests into dist/test/.
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import path from "node:path";

import { build } from "esbuild";

/** What the bundle may weigh: a start of VS Code reads all of it, so growth is to be a decision. */
const MOST_BYTES = 480_000;

/** The same for the script of the preview's page. */
const MOST_PAGE_BYTES = 10_000;

const here = path.resolve(import.meta.dirname, "..");
const common = {
  absWorkingDir: here,
  bundle: true,
  platform: "node",
  target: "node20",
  format: "cjs",
  logLevel: "warning",
};

/** The script of the preview: it runs in a page, where there is no Node. */
const PAGE = {
  entryPoints: ["webview/preview.ts"],
  outfile: "dist/preview.js",
  platform: "browser",
  target: "chrome124",
  format: "iife",
  minify: true,
};

async function extension() {
  const { metafile } = await build({
    ...common,
    entryPoints: ["src/extension.ts"],
    outfile: "dist/extension.js",
    external: ["vscode"],
    minify: true,
    metafile: true,
    legalComments: "none",
  });
  writeFileSync(path.join(here, "dist/LICENSES.txt"), licences(Object.keys(metafile.inputs)));
  await build({ ...common, ...PAGE });
  watch("dist/extension.js", MOST_BYTES);
  watch("dist/preview.js", MOST_PAGE_BYTES);
}

function watch(file, most) {
  const { size } = statSync(path.join(here, file));
  console.log(`${file}: ${Math.ceil(size / 1000)} kB of at most ${most / 1000} kB`);
  if (size > most) process.exitCode = 1;
}

/** The licences of the packages whose code went into the bundle: they ask to be passed on with it. */
function licences(inputs) {
  const folders = inputs.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter(Boolean);
  const texts = [...new Set(folders)].sort().map((folder) => {
    const { name, version } = JSON.parse(readFileSync(path.join(here, folder, "package.json"), "utf8"));
    const file = readdirSync(path.join(here, folder)).find((entry) => /^licen[cs]e/i.test(entry));
    if (!file) throw new Error(`${folder} comes without a licence file`);
    return `${name} ${version}\n\n${readFileSync(path.join(here, folder, file), "utf8").trim()}\n`;
  });
  return texts.join(`\n${"-".repeat(80)}\n\n`);
}

async function tests() {
  const entryPoints = readdirSync(path.join(here, "test"))
    .filter((name) => name.endsWith(".test.ts"))
    .map((name) => `test/${name}`);
  // Packages stay outside: one of them finds its WebAssembly beside itself.
  await build({ ...common, entryPoints, outdir: "dist/test", packages: "external" });
}

await (process.argv[2] === "tests" ? tests() : extension());
