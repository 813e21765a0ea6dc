// Writing and changing: a prompt filled in, a finding mended, names followed and renamed; and what is too large or has no folder.
import assert from "node:assert/strict";
import path from "node:path";

import { openWorkbench, suite, until } from "./lib.mjs";

const PROMPT = "release.prompt.md";
const NOTES = "notes.md";
const files = path.join(import.meta.dirname, "library");
/** A good agent file and a good skill, but for the reference. */
const SERVED = "---\nname: x\ndescription: Reviews.\n---\n\nAsk @persona:nobody-of-this-name.\n";
/** Ten megabytes of prose with a reference on the first line. */
const LARGE = `@persona:backend\n\n${"A line of prose that goes on and on, as prose does.\n".repeat(200_000)}`;

/** Files that the editor gives languages of their own. */
const KINDS = ["review.agent.md", "style.instructions.md", "SKILL.md", "rules.mdc", "AGENTS.md"];

let workbench = await openWorkbench({
  files,
  machine: { "personaLs.bundled": false },
  more: {
    "draft.md": "# Draft\n\n",
    "slip.md": "Ask @persona:bakend about it.\n",
    "large.md": LARGE,
    ...Object.fromEntries(KINDS.map((name) => [name, SERVED])),
  },
});
const { step, close } = suite((number) => workbench.picture(`editing-${number}`));

try {
  await step(
    "the prompt itself is put in, and its three places are filled in one after the other",
    async () => {
      await workbench.openFile("draft.md");
      await workbench.ready();
      await workbench.goToEnd();
      await workbench.type("@persona:interv");
      const offers = workbench.page.locator(".suggest-widget.visible .monaco-list-row");
      await offers.filter({ hasText: "Activation Prompt" }).waitFor();
      await workbench.press("ArrowDown");
      await offers
        .filter({ hasText: "Activation Prompt" })
        .and(offers.locator("xpath=self::*[contains(@class,'focused')]"))
        .waitFor();
      await workbench.press("Enter");
      for (const [old, value] of [
        ["designer", "developer"],
        ["5", "12"],
        ["Payments", "Search"],
      ]) {
        await workbench.page.locator(".view-line", { hasText: old }).waitFor();
        await workbench.type(value);
        if (value === "12") await workbench.picture("snippet");
        await workbench.press("Tab");
      }
      const filled =
        "Act as an Interviewer. Talk to a developer with 12 years of practice who wants to join Search.";
      await workbench.save("draft.md", `# Draft\n\n${filled}`);
    },
  );

  await step("a reference to nobody is underlined, its message says who may be meant", async () => {
    await workbench.openFile("slip.md");
    await workbench.page.locator(".squiggly-error").waitFor();
    const card = await workbench.hover("bakend", "There is no persona");
    assert.match(await card.innerText(), /Did you mean `?backend`?/);
    await workbench.picture("finding");
    await workbench.press("Escape");
  });

  await step("its fix, from the keyboard, mends the file", async () => {
    await workbench.clickOn("bakend");
    // The bulb says that the editor knows of the fixes; before, the key may ask in vain.
    await workbench.page
      .locator('[class*="lightbulb"], [class*="lightBulb"]')
      .filter({ visible: true })
      .first()
      .waitFor();
    await workbench.press("Control+.");
    const fixes = workbench.page.locator(".action-widget .monaco-list-row");
    await fixes.filter({ hasText: "backend" }).first().waitFor();
    await workbench.picture("fix");
    await fixes.filter({ hasText: "backend" }).first().click();
    await workbench.page.locator(".view-line", { hasText: "@persona:backend" }).waitFor();
    await workbench.save("slip.md", "Ask @persona:backend about it.\n");
    await workbench.page.locator(".squiggly-error").waitFor({ state: "detached" });
  });

  await step("from a reference F12 leads to the persona", async () => {
    await workbench.clickOn("backend");
    await workbench.press("F12");
    await workbench.page.locator(".tab.active", { hasText: "backend.md" }).waitFor();
  });

  await step("above its title stands how often it is used, and a click lists where", async () => {
    const lens = workbench.page.locator(".codelens-decoration a", { hasText: /used in \d+ files/ }).first();
    await lens.waitFor();
    await lens.click();
    const panel = workbench.page.locator(".reference-zone-widget");
    await panel.locator(".monaco-list-row", { hasText: "slip.md" }).waitFor();
    await panel.locator(".monaco-list-row", { hasText: NOTES }).waitFor();
    await workbench.picture("references");
    await workbench.press("Escape");
    await panel.waitFor({ state: "detached" });
  });

  await step(
    "a new name is written into every file that says it, and the persona's own file moves",
    async () => {
      await workbench.page.locator(".tab", { hasText: "slip.md" }).click();
      await workbench.clickOn("backend");
      await workbench.press("F2");
      const box = workbench.page.locator(".rename-box input, .rename-box .rename-input").first();
      await box.waitFor();
      await box.fill("services");
      await workbench.press("Enter");
      await until("the files on disk", () => {
        const texts = [PROMPT, NOTES, "slip.md"].map((name) => workbench.read(name));
        return (
          texts.every((text) => text.includes("@persona:services") && !text.includes("@persona:backend")) &&
          workbench.read("personas/engineering/services.md").startsWith("---")
        );
      });
      assert.throws(() => workbench.read("personas/engineering/backend.md"));
      assert.match(workbench.read(PROMPT), /@persona:services\(users=20000\)/);
    },
  );

  for (const name of KINDS) {
    await step(`${name} is served like any Markdown`, async () => {
      await workbench.openFile(name);
      await workbench.page.locator(".squiggly-error").first().waitFor();
      await workbench.closeTab(name);
    });
  }

  await step("a file of ten megabytes opens, and the editor completes on beside it", async () => {
    await workbench.openFile("large.md");
    await workbench.page.locator(".view-line", { hasText: "goes on and on" }).first().waitFor();
    await workbench.openFile("draft.md");
    await workbench.goToEnd();
    await workbench.type("\n@persona:serv");
    await until("the suggestion", async () => (await workbench.suggestions()).includes("@persona:services"));
    await workbench.press("Escape");
  });

  await step("no message was shown", () => workbench.expectMessages());
} finally {
  if (process.exitCode) console.log(workbench.log().split("\n").slice(-40).join("\n"));
  await workbench.close();
}

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
