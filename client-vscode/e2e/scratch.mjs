import path from "node:path";
import { openWorkbench, until } from "./lib.mjs";
for (let i = 0; i < 4; i++) {
  const w = await openWorkbench({ files: path.join(import.meta.dirname, "workspace"), machine: { "personaLs.server.path": "/no/such/persona-ls" } });
  await w.openFile("plano.prompt.md");
  await until("msg", async () => (await w.notifications()).length);
  await w.status("does not exist");
  const a = await w.notifications();
  await w.picture(`scratch-${i}`);
  console.log(a.length, await w.page.locator(".notification-list-item").count());
  console.log(w.log());
  await w.close();
}
