// The main job in the real workbench: write a reference, accept it, save it, read what it will become.
import assert from "node:assert/strict";
import path from "node:path";

import { openWorkbench, SERVER, suite, until } from "./lib.mjs";

const PROMPT = "plano.prompt.md";

const workbench = await openWorkbench({ files: path.join(import.meta.dirname, "workspace") });
const { step, close } = suite((number) => workbench.picture(`failed-${number}`));
try {
  const before = workbench.read(PROMPT);

  await step("a prompt file opens and the status says that the library is read", async () => {
    await workbench.openFile(PROMPT);
    await workbench.ready();
  });

  await step("typing @persona:ba offers @persona:backend", async () => {
    await workbench.goToEnd();
    await workbench.type("@persona:ba");
    await until("the suggestion", async () => (await workbench.suggestions()).includes("@persona:backend"));
    await workbench.picture("completion");
  });

  await step("Enter accepts it, and the saved file holds exactly that", async () => {
    await workbench.press("Enter");
    await workbench.save(PROMPT, `${before}@persona:backend`);
  });

  await step("the reference has a colour of its own", async () => {
    assert.notEqual(await workbench.colour("backend"), await workbench.colour("português"));
  });

  await step("the mouse on the reference shows the card with the prompt that it becomes", async () => {
    const card = await workbench.hover(
      "backend",
      "Atue como um Desenvolvedor Backend sênior. Revise o serviço",
    );
    assert.match(await card.innerText(), /Desenvolvedor Backend/);
    await workbench.picture("hover");
    await workbench.press("Escape");
  });

  await step(
    "without the bundled personas, by a setting, the running server offers the folder's own only",
    async () => {
      const [process] = workbench.serverProcesses();
      await workbench.setMachine({ "personaLs.server.path": SERVER, "personaLs.bundled": false });
      await workbench.status(/ready, version \S+ · 1(?!\d)/);
      await workbench.goToEnd();
      await workbench.type("\n@persona:");
      await until("suggestions", async () => (await workbench.suggestions()).length);
      const offered = (await workbench.suggestions()).filter(
        (label) => !label.startsWith("@persona:backend"),
      );
      assert.deepEqual([offered, workbench.serverProcesses()], [[], [process]]);
    },
  );

  await step("the page asked no other host for anything", () => {
    assert.deepEqual([...workbench.foreignHosts], []);
  });
} finally {
  close();
  await workbench.close();
}
