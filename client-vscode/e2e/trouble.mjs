// What a person sees when the server cannot be had: one message that says what is wrong, and the editor goes on.
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";

import { openWorkbench, SERVER, suite, until } from "./lib.mjs";

const PROMPT = "plano.prompt.md";
const files = path.join(import.meta.dirname, "workspace");
const programs = mkdtempSync(path.join(os.tmpdir(), "persona-ls-programs-"));

/** A program made of one shell script. */
function program(name, script) {
  const file = path.join(programs, name);
  writeFileSync(file, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  return file;
}

const oldPython = program(
  "python3.8",
  'case "$1" in -I) echo 3.8;; *) echo "Unknown option: $1" >&2; exit 2;; esac',
);
const stillborn = program(
  "stillborn",
  'test "$1" = --version && echo persona-ls 9.9 || { echo "no disk left" >&2; exit 3; }',
);

let workbench = await openWorkbench({ files, machine: { "personaLs.server.path": "/no/such/persona-ls" } });
const { step, close } = suite((number) => workbench.picture(`trouble-${number}`));

try {
  await step("a server path that leads nowhere: one message with the setting and its value", async () => {
    await workbench.openFile(PROMPT);
    const message =
      "persona-ls: the setting personaLs.server.path names a file that does not exist: /no/such/persona-ls";
    await workbench.expectMessages(message);
    await workbench.status("does not exist");
  });

  await step("Python 3.8: one message with the version found and the version needed", async () => {
    await workbench.setMachine({ "personaLs.python": oldPython });
    const message = `persona-ls needs Python 3.11 or newer, and ${oldPython} is 3.8. Press “Choose Python…” if you have a newer one, else “Get Python”.`;
    await workbench.expectMessages(message);
  });

  await step(
    "a server that dies at once: one message with its last words, and it is not tried again",
    async () => {
      await workbench.setMachine({ "personaLs.server.path": stillborn });
      await workbench.expectMessages("persona-ls: the server did not start (no disk left).");
      assert.equal(workbench.serverProcesses().length, 1);
    },
  );

  await step("when the setting is mended the server starts by itself", async () => {
    await workbench.setMachine({ "personaLs.server.path": SERVER });
    await workbench.ready();
  });

  await step("a server that is killed is started again without a word, and completes", async () => {
    const before = workbench.serverProcesses().length;
    process.kill(workbench.serverProcesses().at(-1), "SIGKILL");
    await until("another process", () => workbench.serverProcesses().length === before + 1);
    await workbench.ready();
    await workbench.goToEnd();
    await workbench.type("@persona:ba");
    await until("the suggestion", async () => (await workbench.suggestions()).includes("@persona:backend"));
    await workbench.press("Escape");
    await workbench.expectMessages();
  });

  await step(
    "killed for the fifth time it stays down, says so once, and comes back by the command",
    async () => {
      for (let kills = 2; kills <= 5; kills++) {
        const before = workbench.serverProcesses().length;
        process.kill(workbench.serverProcesses().at(-1), "SIGKILL");
        if (kills < 5)
          await until("another process", () => workbench.serverProcesses().length === before + 1);
        if (kills < 5) await workbench.ready();
      }
      await workbench.expectMessages(
        "persona-ls: the server stopped again and again and is not started any more.",
      );
      await workbench.command("persona-ls: Restart server");
      await workbench.ready();
    },
  );

  await step("the log names the program that was started", async () => {
    await workbench.command("persona-ls: Show log");
    await workbench.page
      .locator(".output-view .view-line", { hasText: `${path.basename(SERVER)} serve` })
      .first()
      .waitFor();
    await workbench.picture("log");
  });
} finally {
  await workbench.close();
}

const mark = path.join(programs, "chosen");
const chosen = program("chosen-by-the-folder", `touch ${mark}; exec ${SERVER} "$@"`);

workbench = await openWorkbench({
  files,
  trusted: false,
  more: { ".vscode/settings.json": JSON.stringify({ "personaLs.server.path": chosen }) },
});
try {
  await step(
    "a folder that is not trusted does not choose the program, and is served all the same",
    async () => {
      await workbench.openFile(PROMPT);
      await workbench.ready();
      assert.equal(existsSync(mark), false);
      await workbench.picture("restricted");
    },
  );

  await step("once it is trusted it chooses, and the server is started anew by itself", async () => {
    const restricted = workbench.page.locator(".statusbar-item", { hasText: "Restricted Mode" });
    await restricted.click();
    await workbench.page
      .locator(".workspace-trust-editor .monaco-button", { hasText: "Trust" })
      .first()
      .click();
    await restricted.waitFor({ state: "detached" });
    await until("the folder's program", () => existsSync(mark));
  });
} finally {
  close();
  await workbench.close();
  rmSync(programs, { recursive: true, force: true });
}
