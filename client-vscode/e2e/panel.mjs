// The library beside the text: the preview with its form, the explorer, and the commands that they share.
import assert from "node:assert/strict";
import path from "node:path";

import { openWorkbench, suite, until } from "./lib.mjs";

const PROMPT = "release.prompt.md";
const FIRST = "Act as a Backend Developer who will run a Django service for 20000 users.";
const BOMB =
  "{% for a in range(999) %}{% for b in range(999) %}{% for c in range(999) %}x{% endfor %}{% endfor %}{% endfor %}";
const EVIL = '<img src=x onerror="document.title=1"> [go](command:workbench.action.closeWindow) $(trash)';

const workbench = await openWorkbench({
  files: path.join(import.meta.dirname, "library"),
  machine: { "personaLs.bundled": false },
  more: {
    "strange.md": "@persona:bomb\n\n@persona:evil\n",
    "personas/strange/bomb.md": `# Persona: Bomb\n\n## Activation Prompt\n\n\`\`\`\n${BOMB}\n\`\`\`\n`,
    "personas/strange/evil.md": `# Persona: ${EVIL}\n\n## Activation Prompt\n\n\`\`\`\n${EVIL}\n\`\`\`\n`,
  },
});
const { step, close } = suite((number) => workbench.picture(`panel-${number}`));
const { page } = workbench;
const preview = workbench.preview();
const text = preview.locator("pre.text");

try {
  const before = workbench.read(PROMPT);

  await step("the preview opens beside the text and shows the prompt under the cursor", async () => {
    await workbench.openFile(PROMPT);
    await workbench.ready();
    await workbench.clickOn("backend");
    await workbench.command("persona-ls: Preview prompt");
    await text.filter({ hasText: FIRST }).waitFor();
    assert.equal(await preview.locator("h1").innerText(), "Backend Developer");
    assert.match(await preview.locator(".size").innerText(), /^\d+ characters, about \d+ tokens$/);
  });

  await step("the piece of the composed persona is marked, and it is said whose it is", async () => {
    assert.match(await preview.locator(".piece").innerText(), /^Write as House Style/);
    assert.match(await preview.locator(".legend").innerText(), /house-style$/);
  });

  await step("another value in the form changes the text at once, and the file not at all", async () => {
    await preview.getByLabel("stack").selectOption("Rails");
    await text.filter({ hasText: "who will run a Rails service for 20000 users" }).waitFor();
    await preview.getByLabel("users").fill("7");
    await text.filter({ hasText: "a Rails service for 7 users" }).waitFor();
    await preview.getByLabel("tests").uncheck();
    await text.filter({ hasNotText: "Name the test" }).waitFor();
    assert.equal(workbench.read(PROMPT), before);
    await workbench.picture("preview");
  });

  await step(
    "it is all done with the keyboard: from field to field and to the button that copies",
    async () => {
      await preview.getByLabel("stack").focus();
      await page.keyboard.press("Tab");
      await page.keyboard.press("Control+A");
      await page.keyboard.type("9");
      await text.filter({ hasText: "for 9 users" }).waitFor();
      assert.equal(await preview.locator(":focus").getAttribute("type"), "number");
      await page.keyboard.press("Shift+Tab");
      await page.keyboard.press("Shift+Tab");
      for (let at = 0; at < 3; at++) await page.keyboard.press("Shift+Tab");
      assert.equal(await preview.locator(":focus").innerText(), "Copy");
      await page.keyboard.press("Enter");
      await page.locator(".statusbar-item", { hasText: "Prompt copied" }).waitFor();
      assert.match(
        await workbench.clipboard(),
        /^Act as a Backend Developer who will run a Rails service for 9 users\./,
      );
    },
  );

  await step("it follows the cursor to the next reference", async () => {
    await workbench.clickOn("technical-writer");
    await text.filter({ hasText: "Act as a Technical Writer." }).waitFor();
    assert.equal(await preview.locator("form, fieldset").count(), 0);
  });

  await step("the library shows every persona by folder, and by tag", async () => {
    await workbench.openLibrary();
    await workbench.persona("engineering").waitFor();
    await page
      .locator('.pane-header [aria-label="Group by tag"], .title-actions [aria-label="Group by tag"]')
      .first()
      .click();
    await workbench.persona("documentation").waitFor();
    await page
      .locator('.title-actions [aria-label="Group by folder"], .pane-header [aria-label="Group by folder"]')
      .first()
      .click();
    await workbench.persona("documentation").waitFor({ state: "detached" });
    await workbench.persona("engineering").click();
    await workbench.persona("site-reliability").waitFor();
    await workbench.persona("writing").click();
    await workbench.persona("house-style").waitFor();
    await workbench.picture("explorer");
  });

  await step("a click on a persona shows its prompt", async () => {
    await workbench.persona("site-reliability").click();
    await text.filter({ hasText: "Act as a Site Reliability Engineer." }).waitFor();
  });

  await step("a filter leaves those that hold its words", async () => {
    await page.locator('[aria-label="Filter personas…"]').first().click();
    await workbench.answer("Filter personas", "threats");
    await workbench.press("Enter");
    await workbench.persona("security-reviewer").waitFor();
    await page.locator(".pane-body .message", { hasText: "“threats”: 1 found" }).waitFor();
    await page.locator('[aria-label="Clear filter"]').first().click();
    await workbench.persona("site-reliability").waitFor();
  });

  await step("the button of a persona puts its reference where the cursor is", async () => {
    await workbench.goToEnd();
    await workbench.press("Enter");
    await workbench.persona("site-reliability").hover();
    await workbench.persona("site-reliability").locator('[aria-label="Insert persona…"]').click();
    await page.locator(".view-line", { hasText: "@persona:site-reliability" }).waitFor();
    await workbench.save(PROMPT, `${before}\n@persona:site-reliability`);
  });

  await step("the command lets one choose from a list that finds by title and tag", async () => {
    await workbench.press("Enter");
    await workbench.command("persona-ls: Insert persona…");
    const box = await workbench.answer("Insert persona", "threats");
    await box.locator(".monaco-list-row", { hasText: "security-reviewer" }).waitFor();
    await workbench.picture("insert");
    await workbench.press("Enter");
    await page.locator(".view-line", { hasText: "@persona:security-reviewer" }).waitFor();
    await workbench.save(PROMPT, `${before}\n@persona:site-reliability\n@persona:security-reviewer`);
  });

  await step("the prompt under the cursor is copied by a command", async () => {
    await workbench.command("persona-ls: Copy rendered prompt");
    await until("the clipboard", async () =>
      (await workbench.clipboard()).startsWith("Act as a Security Reviewer."),
    );
  });

  await step("the whole file is shown as it will be sent, read-only", async () => {
    await workbench.command("persona-ls: Render file");
    await page.locator(".tab.active", { hasText: "Rendered release.prompt.md" }).waitFor();
    await page.locator(".view-line", { hasText: "Act as a Technical Writer." }).waitFor();
    await workbench.picture("rendered");
    await workbench.closeTab("Rendered release.prompt.md");
  });

  await step(
    "a new persona becomes a file with all of its sections, in the folder that was named",
    async () => {
      // The preview takes the focus some time after the tab beside it has closed, unless somebody has it by then.
      await workbench.goToEnd();
      await workbench.command("persona-ls: New persona…");
      const box = await workbench.answer("New persona", "engineering/not a name");
      await box.locator(".quick-input-message", { hasText: "Letters, digits" }).waitFor();
      await workbench.answer("New persona", "engineering/data-engineer");
      await workbench.press("Enter");
      await page.locator(".tab.active", { hasText: "data-engineer.md" }).waitFor();
      assert.match(workbench.read("personas/engineering/data-engineer.md"), /^# Persona: /m);
    },
  );

  await step("a template bomb is told in words, and the next prompt is shown", async () => {
    await workbench.closeTab("data-engineer.md");
    await workbench.showFiles();
    await page.locator(".tab", { hasText: PROMPT }).first().click();
    await workbench.openFile("strange.md");
    await workbench.clickOn("bomb");
    await preview.locator(".problem", { hasText: "bomb" }).waitFor();
    assert.match(await preview.locator(".problem").innerText(), /too long|too large|took too long/);
    await workbench.picture("bomb");
  });

  await step("a title of HTML, links and icons is text in the preview and in the library", async () => {
    await workbench.clickOn("evil");
    await text.filter({ hasText: "onerror" }).waitFor();
    assert.equal(await preview.locator("h1").innerText(), EVIL);
    assert.equal(await preview.locator("img, a").count(), 0);
    await workbench.openLibrary();
    await workbench.persona("strange").click();
    const row = workbench.persona("evil");
    await row.waitFor();
    assert.match(await row.innerText(), /<img src=x/);
    assert.equal(
      await row.locator(".monaco-icon-label-container").locator("img, a[href], .codicon-trash").count(),
      0,
    );
    await workbench.command("persona-ls: Insert persona…");
    const box = await workbench.answer("Insert persona", "evil");
    const offer = box.locator(".monaco-list-row").first();
    assert.match(await offer.innerText(), /\$\(trash\)/);
    assert.equal(await offer.locator("img, .codicon-trash").count(), 0);
    await workbench.press("Escape");
    await workbench.picture("evil");
  });

  await step("no message was shown, and the page asked no other host for anything", async () => {
    await workbench.expectMessages();
    assert.deepEqual([...workbench.foreignHosts], []);
  });
} finally {
  close();
  await workbench.close();
}
