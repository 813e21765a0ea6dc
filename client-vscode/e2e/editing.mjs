// Writing and changing: a prompt filled in, arguments given, a finding mended, names followed and renamed; and a file that is too large.
import assert from "node:assert/strict";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

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

const workbench = await openWorkbench({
  files,
  machine: { "personaLs.bundled": false },
  more: {
    "draft.md": "# Draft\n\n",
    "asked.md": "# Asked\n\n",
    "slip.md": "Ask @persona:bakend about it.\n",
    "large.md": LARGE,
    ...Object.fromEntries(KINDS.map((name) => [name, SERVED])),
  },
});
const { step, close } = suite((number) => workbench.picture(`editing-${number}`));

/** Wait until the suggestions are these and no others. */
async function offered(...labels) {
  await until(`${labels} to be offered`, async () =>
    isDeepStrictEqual(await workbench.suggestions(), labels),
  );
}

/** Take the fix or refactoring at the cursor whose title holds `title`, from the keyboard. */
async function takeFix(title) {
  // The bulb says that the editor knows of them; before, the key may ask in vain.
  await workbench.page
    .locator('[class*="lightbulb"], [class*="lightBulb"]')
    .filter({ visible: true })
    .first()
    .waitFor();
  const offers = workbench.page.locator(".action-widget .monaco-list-row");
  // The menu of a moment ago closes when the editor learns something new of the text.
  await until(`a menu with ${title}`, async () => {
    if (!(await offers.first().isVisible())) await workbench.press("Control+.");
    await offers.filter({ hasText: title }).first().waitFor({ timeout: 5_000 });
    return true;
  });
  await workbench.picture("fix");
  const focused = workbench.page.locator(".action-widget .monaco-list-row.focused");
  await until(title, async () => {
    if ((await focused.innerText()).includes(title)) return true;
    await workbench.press("ArrowDown");
  });
  await workbench.press("Enter");
}

try {
  await step(
    "the prompt itself is put in, and its three places are filled in one after the other",
    async () => {
      await workbench.openFile("draft.md");
      await workbench.ready();
      await workbench.goToEnd();
      await workbench.type("@persona:interv");
      const offers = workbench.page.locator(".suggest-widget.visible .monaco-list-row");
      // By mouse: whoever goes there by keys is back at the first when the answer to the last letter comes.
      await offers.filter({ hasText: "Activation Prompt" }).click();
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

  await step(
    "in a reference the variables are offered by name, and the options of each as its value",
    async () => {
      await workbench.openFile("asked.md");
      await workbench.goToEnd();
      await workbench.type("@persona:backend(");
      await offered("stack=", "users=", "tests=");
      await workbench.type("st");
      await offered("stack=");
      await workbench.press("Enter");
      await offered('"Django"', '"FastAPI"', '"Rails"');
      await workbench.picture("arguments");
      await workbench.type("Rai");
      await offered('"Rails"');
      await workbench.press("Enter");
      await workbench.save("asked.md", '# Asked\n\n@persona:backend(stack="Rails")');
    },
  );

  await step("a reference gives way to the text that it becomes", async () => {
    await workbench.clickOn("Rails");
    await takeFix("Replace `backend` by its text");
    await workbench.page.locator(".view-line", { hasText: "Act as a Backend Developer" }).waitFor();
    assert.equal(await workbench.page.locator(".view-line", { hasText: "@persona:" }).count(), 0);
    await workbench.press("Control+Z");
    await workbench.page.locator(".view-line", { hasText: "@persona:backend(" }).waitFor();
  });

  await step("a reference to nobody is underlined, its message says who may be meant", async () => {
    await workbench.openFile("slip.md");
    await workbench.page.locator(".squiggly-error").waitFor();
    const card = await workbench.hover("bakend", "There is no persona");
    assert.match(await card.innerText(), /Did you mean `?backend`?/);
    await workbench.picture("finding");
    await workbench.press("Escape");
  });

  await step("among the problems it stands once", async () => {
    await workbench.press("Control+Shift+M");
    const filter = workbench.page.locator(".panel input[placeholder^='Filter (']");
    await filter.fill("slip.md");
    const problems = workbench.page.locator(".markers-panel .monaco-list-row", { hasText: /[Tt]here is no/ });
    await until("one problem", async () => (await problems.count()) === 1);
    assert.match(await problems.innerText(), /bakend/);
    await filter.fill("");
    await workbench.press("Control+J");
    await filter.waitFor({ state: "hidden" });
  });

  await step("its fix, from the keyboard, mends the file", async () => {
    await workbench.clickOn("bakend");
    await takeFix("backend");
    await workbench.page.locator(".view-line", { hasText: "@persona:backend" }).waitFor();
    await workbench.save("slip.md", "Ask @persona:backend about it.\n");
    await workbench.page.locator(".squiggly-error").waitFor({ state: "detached" });
  });

  await step("from a reference F12 leads to the persona", async () => {
    await workbench.clickOn("backend");
    await workbench.press("F12");
    await workbench.page.locator(".tab.active", { hasText: "backend.md" }).waitFor();
  });

  await step("the editor lists its sections", async () => {
    await workbench.press("Control+Shift+O");
    const list = workbench.page.locator(".quick-input-widget");
    for (const section of ["Technical Skills", "Activation Prompt"]) {
      await list.locator("input.input").fill(`@${section}`);
      await list.locator(".monaco-list-row", { hasText: section }).first().waitFor();
    }
    await workbench.press("Escape");
    await list.waitFor({ state: "hidden" });
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
  close();
  await workbench.close();
}
