// The real VS Code workbench under a test's hands: what a person does and sees, by keyboard, mouse and screen.
//
// Everything waits for a state. The names of classes and ids are VS Code's own, so its version is pinned (scripts/workbench.sh).
import { mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isDeepStrictEqual } from "node:util";

import { chromium } from "playwright-core";

import { REPOSITORY, startCodeServer } from "./code-server.mjs";
import { until } from "./suite.mjs";

export { REPOSITORY } from "./code-server.mjs";
export { suite, until } from "./suite.mjs";

/** The server of this checkout, for the setting `personaLs.server.path`. */
export const SERVER = process.env.PERSONA_LS ?? path.join(REPOSITORY, ".venv/bin/persona-ls");

const SHOTS = path.join(REPOSITORY, "shots");
const IMAGES = path.join(REPOSITORY, "client-vscode/images");
/** With `--docs` the pictures for the documentation, the walkthrough and the page of the extension are written there too. */
const FOR_DOCS = process.argv.includes("--docs");

const WIDTH = 1200;

/** What the editor itself shows while it is busy. */
const PROGRESS = ["Saving 'settings.json'", "Activating Extensions"];

const CHROMIUM = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // A workbench that asks the outside for anything fails here as it would behind a firewall.
  "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
];

/**
 * Open a workbench on a copy of the folder `files`; the options are those of `startCodeServer`. `language` is that of the
 * editor: its own words stay English without a language pack, but extensions are told of it and speak it.
 */
export async function openWorkbench({ machine, language, ...options }) {
  const server = await startCodeServer({
    machine: { "personaLs.server.path": SERVER, ...machine },
    ...options,
  });
  const browser = await chromium.launchPersistentContext(server.profile, {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    viewport: { width: WIDTH, height: 760 },
    // Pictures for the docs are read on screens of any density.
    deviceScaleFactor: FOR_DOCS ? 1.5 : 1,
    locale: "en-US",
    args: CHROMIUM,
  });
  await browser.grantPermissions(["clipboard-read", "clipboard-write"]);
  if (language) await browser.addInitScript((name) => (globalThis._VSCODE_NLS_LANGUAGE = name), language);
  const page = browser.pages()[0] ?? (await browser.newPage());
  const workbench = new Workbench(server, browser, page);
  await page.goto(server.url);
  const opened =
    options.folder === false ? ".activitybar .action-item" : ".explorer-viewlet .monaco-list-row";
  await page.locator(opened).first().waitFor({ timeout: 90_000 });
  return workbench;
}

class Workbench {
  /** Hosts other than the loopback interface that the page asked for: to stay empty. */
  foreignHosts = new Set();
  #server;
  /** Messages expected so far, newest first as the notification centre shows them. */
  #messages = [];
  #browser;

  constructor(server, browser, page) {
    this.#server = server;
    this.#browser = browser;
    this.page = page;
    page.on("request", (request) => {
      const { protocol, hostname } = new URL(request.url());
      // The files of a page of an extension have addresses there, which a worker inside the browser answers.
      const isOwn = hostname === "127.0.0.1" || hostname.endsWith(".vscode-resource.vscode-cdn.net");
      if (/^(https?|wss?):$/.test(protocol) && !isOwn) this.foreignHosts.add(hostname);
    });
  }

  /** The text of a file as it is on disk. */
  read(name) {
    return readFileSync(this.#server.file(name), "utf8");
  }

  /** What the extension and its server have logged. */
  log() {
    return this.#server.log();
  }

  /** Replace the machine's settings as a person does, in the editor: it may not yet watch the file for what others write. */
  async setMachine(values) {
    await this.command("Preferences: Open Remote Settings (JSON)");
    const tab = this.page.locator(".tab.active", { hasText: "settings.json" });
    await tab.waitFor();
    await this.page.locator(".editor-instance .view-lines", { hasText: "personaLs" }).click();
    await this.press("Control+A");
    // Pasted: to typed brackets the editor would add the closing ones.
    await this.page.evaluate(
      (text) => globalThis.navigator.clipboard.writeText(text),
      JSON.stringify(values),
    );
    await this.press("Control+V");
    await this.#save(tab, () => this.#server.machine(), JSON.stringify(values));
    await this.closeTab("settings.json");
  }

  /** The process ids of the servers that were started so far, the running one last. */
  serverProcesses() {
    return [...this.log().matchAll(/process (\d+) started/g)].map((match) => Number(match[1]));
  }

  /**
   * The messages in the notification centre, newest first: a toast may be gone before it is seen, the centre keeps it.
   * Neither the editor's own progress, nor a row that it draws twice (seen for one message that was
   * shown once): how often something was said is counted in the log.
   */
  async messages() {
    const centre = this.page.locator(".notifications-center.visible");
    if (!(await centre.count()))
      await this.page.locator('.statusbar-item[id="status.notifications"]').click();
    await centre.waitFor();
    const rows = await centre.locator(".notification-list-item-message").allTextContents();
    return [...new Set(rows.filter((row) => !PROGRESS.some((own) => row.startsWith(own))))];
  }

  /** Wait until the messages of this window are those expected before and these, each of them said once. */
  async expectMessages(...added) {
    this.#messages.unshift(...added);
    let seen;
    await until("the messages", async () => {
      const log = this.log();
      const said = this.#messages.map((message) => log.split(`[error] ${message}\n`).length - 1);
      seen = { messages: await this.messages(), said };
      return isDeepStrictEqual(seen, { messages: this.#messages, said: said.map(() => 1) });
    }).catch((error) => {
      throw new Error(`${error.message}\n${JSON.stringify({ seen, expected: this.#messages }, null, 2)}`);
    });
    await this.page.locator('.statusbar-item[id="status.notifications"]').click();
    await this.page.locator(".notifications-center.visible").waitFor({ state: "hidden" });
  }

  async openFile(name) {
    await this.page.locator(".explorer-viewlet .monaco-list-row", { hasText: name }).first().dblclick();
    await this.page.locator(".tab.active", { hasText: name }).waitFor();
    await this.page.locator(".editor-instance .view-line").first().waitFor();
  }

  /** Open a new document of a language in an empty window, with the cursor in it. */
  async newDocument(language) {
    await this.page.locator(".editor-group-container.empty").dblclick();
    await this.page.locator(".editor-instance .view-line").first().click();
    const mode = this.page.locator('.statusbar-item[id="status.editor.mode"]');
    const picker = this.page.locator(".quick-input-widget");
    // The languages of extensions come a while after the window, and are not in a list that is open already.
    await until(`${language} among the languages`, async () => {
      if (!(await picker.isVisible())) await mode.click();
      await picker.locator("input.input").fill(language, { timeout: 2_000 });
      const row = picker.locator(".monaco-list-row.focused", { hasText: language });
      const isThere = await row.waitFor({ timeout: 2_000 }).then(
        () => true,
        () => false,
      );
      if (!isThere) await this.press("Escape");
      return isThere;
    });
    await this.press("Enter");
    await mode.filter({ hasText: language }).waitFor();
    await this.page.locator(".editor-instance .view-line").first().click();
  }

  /** Run a command of the palette by its full title. */
  async command(title) {
    const palette = this.page.locator(".quick-input-widget");
    // While the window is still closing something else, a key is lost, and an editor that gets the focus closes the palette again.
    await until("the command in the palette", async () => {
      if (!(await palette.isVisible())) await this.page.keyboard.press("F1");
      await palette.locator("input.input").fill(`>${title}`, { timeout: 2_000 });
      await palette.locator(".monaco-list-row.focused", { hasText: title }).waitFor({ timeout: 5_000 });
      return palette.locator("input.input").evaluate((input) => input === input.ownerDocument.activeElement);
    });
    await this.page.keyboard.press("Enter");
    // Closed, or open again for what the command asks.
    await until("the command to be taken", async () => {
      return (
        !(await palette.isVisible()) || !(await palette.locator("input.input").inputValue()).startsWith(">")
      );
    });
  }

  /** Put the cursor behind a piece of the shown text that the editor draws as one. */
  async clickOn(piece) {
    await this.#drawn(piece).click();
  }

  /** A piece of the shown text, in its very letters: what the editor puts between them, as the title of a persona, is none of it. */
  #drawn(piece) {
    const letters = new RegExp(piece.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
    return this.page.locator(".view-line span > span", { hasText: letters }).last();
  }

  /** The page of the preview: a frame in a frame, as the editor keeps a stranger's page apart. */
  preview() {
    return this.page.frameLocator("iframe.webview.ready").frameLocator("#active-frame");
  }

  /** Close the tab that shows `name`. */
  async closeTab(name) {
    const tab = this.page.locator(".tab", { hasText: name }).first();
    await tab.click({ button: "middle" });
    await tab.waitFor({ state: "detached" });
    // What the editor shows instead takes the focus a moment later, and would close a box that is open by then.
    await until("the focus behind a closed tab", () =>
      this.page.evaluate(() => globalThis.document.activeElement !== globalThis.document.body),
    );
  }

  /** Open the view of the folder's files. */
  async showFiles() {
    await this.page.keyboard.press("Control+Shift+E");
    await this.page.locator(".explorer-viewlet .monaco-list-row").first().waitFor();
  }

  /** Open the view of the library. */
  async openLibrary() {
    await this.page
      .locator(".activitybar .action-item", { has: this.page.locator('[aria-label^="Personas"]') })
      .click();
    await this.persona().first().waitFor();
  }

  /** The rows of the library, or the one that begins with `name`. */
  persona(name = "") {
    return this.page.locator(".pane-body .monaco-list-row", { hasText: new RegExp(`^${name}`) });
  }

  /** Fill in the box at the top of the window, once `prompt` is its title or its placeholder; returns the box. */
  async answer(prompt, words) {
    const widget = this.page.locator(".quick-input-widget");
    const box = widget
      .filter({ hasText: prompt })
      .or(widget.filter({ has: this.page.getByPlaceholder(prompt, { exact: true }) }));
    await box.waitFor();
    await box.locator("input.input").fill(words);
    return box;
  }

  /** What the clipboard holds. */
  clipboard() {
    return this.page.evaluate(() => globalThis.navigator.clipboard.readText());
  }

  /** Put the cursor at the end of the document. */
  async goToEnd() {
    await this.page.locator(".editor-instance .view-lines").first().click();
    await this.page.keyboard.press("Control+End");
  }

  /** Type like a person: letters arrive one by one, and the suggestions have their chance to come between them. */
  type(text) {
    return this.page.keyboard.type(text, { delay: 50 });
  }

  press(key) {
    return this.page.keyboard.press(key);
  }

  /** Save, and wait until the file on disk is `expected`. */
  save(name, expected) {
    return this.#save(this.page.locator(".tab.active", { hasText: name }), () => this.read(name), expected);
  }

  async #save(tab, read, expected) {
    await this.press("Control+S");
    await tab.and(this.page.locator(":not(.dirty)")).waitFor();
    await until("the file to be saved as expected", () => read() === expected || null, {
      timeout: 10_000,
    }).catch((error) => {
      throw new Error(`${error.message}\n--- on disk\n${read()}\n--- expected\n${expected}`);
    });
  }

  /** The labels of the suggestion list, `[]` while none is shown. */
  suggestions() {
    return this.page.locator(".suggest-widget.visible .monaco-list-row .label-name").allTextContents();
  }

  /** Rest the mouse on a piece of the shown text that the editor draws as one, and wait for the card that holds `text`. */
  async hover(piece, text) {
    const card = this.page.locator(".monaco-hover:visible", { hasText: text }).first();
    let moved = 0;
    // Who rests the mouse while the line is drawn anew, for a hint or a colour, is forgotten by the editor until it moves again.
    await until(`the card with "${text}"`, async () => {
      await this.#drawn(piece).hover({ position: { x: 4 + 4 * (moved++ % 2), y: 8 } });
      return card.waitFor({ timeout: 5_000 }).then(
        () => true,
        () => false,
      );
    });
    return card;
  }

  /** The colour in which a piece of the shown text is drawn. */
  colour(piece) {
    return this.#drawn(piece).evaluate((element) => globalThis.getComputedStyle(element).color);
  }

  /** Open the language status, wait until the line of persona-ls says `text`, and close it. */
  async status(text) {
    await this.page.locator('.statusbar-item[id="status.languageStatus"]').click();
    const line = this.page.locator(".hover-language-status", { hasText: "persona-ls" }).first();
    await line.filter({ hasText: text }).waitFor({ timeout: 60_000 });
    // The menu stays for as long as it has the focus or the mouse rests on it.
    await this.page.locator(".tab.active").click();
    await this.page.locator(".hover-language-status").first().waitFor({ state: "hidden" });
  }

  /** Wait until the server runs and has read its library. */
  ready() {
    return this.status(/ready, version \S+ · \d+/);
  }

  /** Take a picture of the window into `shots/`; with `docs`, and when asked for, one of its upper part into `images/`. */
  async picture(name, { docs } = {}) {
    await this.#shoot(SHOTS, name);
    if (docs && FOR_DOCS) await this.#shoot(IMAGES, name, { x: 0, y: 0, width: WIDTH, height: docs });
  }

  async #shoot(folder, name, clip) {
    mkdirSync(folder, { recursive: true });
    await this.page.screenshot({
      path: path.join(folder, `${name}.png`),
      animations: "disabled",
      ...(clip && { clip }),
    });
  }

  /** Close the window and end its server; when a step has failed, say first what the extension has logged last. */
  async close() {
    if (process.exitCode) console.log(this.log().split("\n").slice(-40).join("\n"));
    await this.#browser.close();
    await this.#server.close();
  }
}
