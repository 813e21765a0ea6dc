// The package alone, installed into a clean editor: without a Python it says what is missing; with one that has no packages, it completes.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { openWorkbench, suite, until } from "./lib.mjs";

const PROMPT = "plano.prompt.md";
const files = path.join(import.meta.dirname, "workspace");
const programs = mkdtempSync(path.join(os.tmpdir(), "persona-ls-path-"));

const workbench = await openWorkbench({
  files,
  machine: { "personaLs.server.path": "" },
  // Nor the PATH of a shell, which the editor would ask for one.
  variables: { PATH: programs, VSCODE_CLI: "1" },
});
const { step, close } = suite((number) => workbench.picture(`installed-${number}`));
try {
  await step("without a Python one message says what is missing, and which buttons help", async () => {
    await workbench.openFile(PROMPT);
    await workbench.expectMessages(
      "persona-ls needs Python 3.11 or newer, and there is none on PATH. Press “Choose Python…” if you have one elsewhere, else “Get Python” and then reload this window.",
    );
  });

  await step("with a bare Python on PATH the server of the package starts", async () => {
    symlinkSync(process.env.BARE_PYTHON ?? "/usr/bin/python3", path.join(programs, "python3"));
    await workbench.command("persona-ls: Restart server");
    await workbench.ready();
    assert.match(
      workbench.log(),
      /python3 -I -S -X utf8 \S+\/extensions\/persona-ls\S+\/dist\/server\/serve\.py serve/,
    );
  });

  await step("it completes, the personas that come with it among the offers", async () => {
    await workbench.goToEnd();
    await workbench.type("@persona:");
    await until("the suggestions", async () => (await workbench.suggestions()).includes("@persona:backend"));
    assert.ok((await workbench.suggestions()).length > 5);
    await workbench.picture("installed");
    await workbench.press("Escape");
  });

  await step("no other message is shown, and the page asked no other host for anything", async () => {
    await workbench.expectMessages();
    assert.deepEqual([...workbench.foreignHosts], []);
  });
} finally {
  close();
  await workbench.close();
  rmSync(programs, { recursive: true, force: true });
}
