// Elsewhere than in a folder with a library: an empty window, and an editor that speaks Portuguese.
import assert from "node:assert/strict";
import path from "node:path";

import { openWorkbench, suite, until } from "./lib.mjs";

const PROMPT = "release.prompt.md";
const files = path.join(import.meta.dirname, "library");

let workbench;
const { step, close } = suite((number) => workbench.picture(`elsewhere-${number}`));

workbench = await openWorkbench({ files, folder: false });
try {
  await step("without a folder the bundled personas are offered in a new document", async () => {
    await workbench.newDocument("Markdown");
    await workbench.ready();
    await workbench.type("@persona:code-r");
    await until("the suggestion", async () =>
      (await workbench.suggestions()).includes("@persona:code-reviewer"),
    );
    await workbench.press("Escape");
  });

  await step("and a new persona asks for a folder first", async () => {
    await workbench.command("persona-ls: New persona…");
    await until("the message", async () =>
      (await workbench.messages()).includes(
        "persona-ls: open a folder first; the persona becomes a file in it.",
      ),
    );
  });
} finally {
  await workbench.close();
}

workbench = await openWorkbench({ files, language: "pt-br" });
try {
  await step(
    "in Portuguese the commands, the library, the preview and the status speak Portuguese",
    async () => {
      await workbench.openFile(PROMPT);
      await workbench.status(/pronto, versão \S+ · \d+ personas/);
      await workbench.clickOn("technical-writer");
      await workbench.command("persona-ls: Pré-visualizar prompt");
      const page = workbench.preview();
      await page.locator("button", { hasText: "Copiar" }).waitFor();
      assert.match(await page.locator(".size").innerText(), /caracteres, cerca de \d+ tokens/);
      await workbench.openLibrary();
      await workbench.persona("Acompanha o persona-ls").waitFor();
      await workbench.picture("portuguese");
    },
  );
} finally {
  close();
  await workbench.close();
}
