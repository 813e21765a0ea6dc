// A VS Code server on the loopback interface with folders of its own: nothing of the person's editor is read or written.
import { execFileSync, spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:net";
import os from "node:os";
import path from "node:path";

import { until } from "./suite.mjs";

export const REPOSITORY = path.resolve(import.meta.dirname, "../..");

const BENCH = path.join(REPOSITORY, `.workbench/code-server-${process.env.CODE_SERVER_VERSION ?? "4.139.1"}`);
const NODE = path.join(BENCH, "bin/node");
const ENTRY = path.join(BENCH, "node_modules/code-server/out/node/entry.js");
const VSIX = path.join(REPOSITORY, "client-vscode/persona-ls.vsix");

/** What makes every window the same and keeps it from asking and offering things. */
const CALM = {
  "workbench.startupEditor": "none",
  "workbench.tips.enabled": false,
  "workbench.editor.useModal": "off",
  "workbench.secondarySideBar.defaultVisibility": "hidden",
  "workbench.colorTheme": "Default Light Modern",
  "window.restoreWindows": "none",
  "editor.minimap.enabled": false,
  // Else a tall card covers the tabs and the text before the reference.
  "editor.hover.above": false,
  "editor.accessibilitySupport": "off",
  "files.autoSave": "off",
  "files.simpleDialog.enable": true,
  "chat.disableAIFeatures": true,
  "git.enabled": false,
  "telemetry.telemetryLevel": "off",
  "update.mode": "none",
  "extensions.autoUpdate": false,
  "extensions.autoCheckUpdates": false,
  "extensions.ignoreRecommendations": true,
  "security.workspace.trust.startupPrompt": "never",
};

/**
 * Start a server with the extension installed.
 *
 * `files` is a folder to copy as the workspace and `more` further files by name, `machine` and `settings` are editor settings (those with the scope of the
 * machine are read from another file than the person's), `trusted` is whether the folder is,
 * `variables` are further ones of the environment, `folder` whether the window has one.
 */
export async function startCodeServer({
  files,
  more = {},
  machine = {},
  settings = {},
  trusted = true,
  variables = {},
  folder = true,
}) {
  for (const [needed, how] of [
    [ENTRY, "scripts/workbench.sh"],
    [VSIX, "npm run package"],
  ]) {
    if (!existsSync(needed)) throw new Error(`${needed} is missing: ${how} makes it`);
  }
  const home = mkdtempSync(path.join(os.tmpdir(), "persona-ls-workbench-"));
  const at = (...parts) => path.join(home, ...parts);
  cpSync(files, at("workspace"), { recursive: true });
  for (const [name, text] of Object.entries(more)) writeText(at("workspace", name), text);
  for (const folder of ["home", "tmp", "extensions"]) mkdirSync(at(folder));
  writeJson(at("data/User/settings.json"), { ...CALM, ...settings });
  writeJson(at("data/Machine/settings.json"), machine);
  writeFileSync(at("config.yaml"), "auth: none\n");

  const env = { ...environment(at), ...variables };
  const run = [
    ENTRY,
    "--config",
    at("config.yaml"),
    "--user-data-dir",
    at("data"),
    "--extensions-dir",
    at("extensions"),
  ];
  execFileSync(NODE, [...run, "--install-extension", VSIX], { env, stdio: "pipe" });

  const port = await freePort();
  const output = openSync(at("server.log"), "a");
  const quiet = [
    "--auth",
    "none",
    "--disable-telemetry",
    "--disable-update-check",
    "--disable-getting-started-override",
  ];
  const trust = trusted ? ["--disable-workspace-trust"] : [];
  // Detached, so that it leads a process group: the extension host and the language server end with it.
  const child = spawn(
    NODE,
    [...run, "--bind-addr", `127.0.0.1:${port}`, ...quiet, ...trust, "--ignore-last-opened"],
    {
      env,
      stdio: ["ignore", output, output],
      detached: true,
    },
  );
  const origin = `http://127.0.0.1:${port}`;
  await until("code-server", async () => (await fetch(`${origin}/healthz`)).ok, { timeout: 60_000 });

  return {
    url: folder ? `${origin}/?folder=${encodeURIComponent(at("workspace"))}` : `${origin}/?ew=true`,
    profile: at("browser"),
    /** The absolute path of a file of the workspace. */
    file: (name) => at("workspace", name),
    /** The settings of the machine that the server runs on: those that no workspace can change. */
    machine: () => readFileSync(at("data/Machine/settings.json"), "utf8"),
    /** What the extension has logged so far. */
    log: () => logsUnder(at("data/logs")),
    async close() {
      await endGroup(child);
      rmSync(home, { recursive: true, force: true });
    },
  };
}

function writeText(file, text) {
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, text);
}

const writeJson = (file, value) => writeText(file, JSON.stringify(value, null, 2));

function logsUnder(folder) {
  return readdirSync(folder, { recursive: true })
    .filter((name) => path.basename(name) === "persona-ls.log" || name.endsWith("-persona-ls.log"))
    .map((name) => readFileSync(path.join(folder, name), "utf8"))
    .join("\n");
}

function environment(at) {
  return {
    ...process.env,
    // Set inside a terminal of VS Code, and then commands go to that window instead of this server.
    VSCODE_IPC_HOOK_CLI: "",
    HOME: at("home"),
    XDG_CONFIG_HOME: at("home/.config"),
    XDG_DATA_HOME: at("home/.local/share"),
    XDG_CACHE_HOME: at("home/.cache"),
    // VS Code leaves its sockets in these two.
    XDG_RUNTIME_DIR: at("tmp"),
    TMPDIR: at("tmp"),
    EXTENSIONS_GALLERY: "{}",
  };
}

const freePort = () =>
  new Promise((resolve, reject) => {
    const probe = createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });

async function endGroup(child) {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  const kill = (signal) => {
    try {
      return process.kill(-child.pid, signal);
    } catch {
      return false;
    }
  };
  kill("SIGTERM");
  await Promise.race([ended, new Promise((resolve) => setTimeout(resolve, 5000).unref())]);
  kill("SIGKILL");
}
