// The pictures of the documentation, the walkthrough and the extension's page, drawn anew by `npm run pictures`.
import path from "node:path";

import { openWorkbench, until } from "./lib.mjs";

const PROMPT = "release.prompt.md";
const SLIP = "# Incident review\n\nAsk @persona:bakend what failed first.\n";

/** A calm window in a theme, with its prompt file open. */
async function open(theme) {
  const workbench = await openWorkbench({
    files: path.join(import.meta.dirname, "library"),
    machine: { "personaLs.bundled": false },
    settings: { "workbench.colorTheme": theme },
    more: { "incident.md": SLIP },
  });
  await workbench.openFile(PROMPT);
  await workbench.ready();
  return workbench;
}

async function preview(workbench, name) {
  await workbench.clickOn("backend");
  await workbench.command("persona-ls: Preview prompt");
  const page = workbench.preview();
  await page.getByLabel("stack").selectOption("Rails");
  await page.locator("pre.text", { hasText: "a Rails service" }).waitFor();
  await workbench.picture(name, { docs: 640 });
}

let workbench = await open("Default Light Modern");
try {
  await workbench.goToEnd();
  await workbench.type("\n@persona:re");
  await until("the suggestions", async () => (await workbench.suggestions()).length);
  await workbench.picture("completion", { docs: 520 });
  await workbench.press("Escape");
  for (let letters = 0; letters < "\n@persona:re".length; letters++) await workbench.press("Backspace");
  await preview(workbench, "preview");
  await workbench.openLibrary();
  for (const folder of ["engineering", "product", "writing"]) await workbench.persona(folder).click();
  await workbench.persona("house-style").click();
  await workbench.preview().locator("pre.text", { hasText: "Write as House Style" }).waitFor();
  await workbench.picture("explorer", { docs: 520 });
} finally {
  await workbench.close();
}

workbench = await open("Default Dark Modern");
try {
  await workbench.hover("technical-writer", "Act as a Technical Writer.");
  await workbench.picture("hover", { docs: 520 });
  await workbench.press("Escape");
  await preview(workbench, "preview-dark");
  await workbench.closeTab("Preview");
  await workbench.openFile("incident.md");
  await workbench.hover("bakend", "There is no persona");
  await workbench.picture("finding", { docs: 360 });
} finally {
  await workbench.close();
}
