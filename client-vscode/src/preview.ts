/** The preview beside the editor: the prompt under the cursor as it will be, with a form for its variables. */
import { randomBytes } from "node:crypto";

import {
  type Disposable,
  env,
  languages,
  type Selection,
  type TextDocument,
  type TextEditor,
  Uri,
  ViewColumn,
  type WebviewPanel,
  window,
  workspace,
} from "vscode";

import { DOCUMENTS } from "./documents";
import { copyText } from "./commands";
import { insertReference, openFile } from "./insert";
import { fromPage, type FromPage, page, type ToPage } from "./panelMessages";
import type { Ask, Layer, Place, Preview, Values } from "./protocol";
import { layerName, messages, previewLabels, previewTitle, sizeOf } from "./words";

/** What is shown: what stands at a place of a document, or a persona by its file. */
export type Subject =
  | { readonly kind: "place"; readonly uri: string; readonly position: Place }
  | { readonly kind: "persona"; readonly uri: string; readonly part?: string | undefined };

const CALM_MS = 100;

export class PreviewPanel implements Disposable {
  readonly #ask: Ask;
  readonly #files: (name: string) => Uri;
  readonly #listening: Disposable[];
  #panel: WebviewPanel | undefined;
  #subject: Subject | undefined;
  #values: Values = {};
  #shown: Preview | undefined;
  #isLoaded = false;
  #round = 0;
  #timer: NodeJS.Timeout | undefined;

  /** `files` gives the files of the page, which lie in the extension's folder. */
  constructor(ask: Ask, files: (name: string) => Uri) {
    this.#ask = ask;
    this.#files = files;
    this.#listening = [
      window.onDidChangeTextEditorSelection(({ textEditor }) => {
        this.#follow(textEditor);
      }),
      window.onDidChangeActiveTextEditor((editor) => {
        if (editor) this.#follow(editor);
      }),
      workspace.onDidChangeTextDocument(({ document }) => {
        if (isOurs(document)) this.#updateSoon();
      }),
    ];
  }

  /** Show `subject` in the panel, which opens beside the editor if it is not there; the focus stays where it is. */
  show(subject: Subject): void {
    this.#panel ??= this.#open();
    this.#panel.reveal(undefined, true);
    this.#turnTo(subject);
    this.#updateSoon(0);
  }

  /** The library changed: what is composed may read otherwise now. */
  stale(): void {
    this.#updateSoon();
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#panel?.dispose();
    for (const each of this.#listening) each.dispose();
  }

  #open(): WebviewPanel {
    const options = { enableScripts: true, localResourceRoots: [this.#files("dist"), this.#files("media")] };
    const column = { viewColumn: ViewColumn.Beside, preserveFocus: true };
    const panel = window.createWebviewPanel("personaLs.preview", previewTitle(), column, options);
    panel.webview.onDidReceiveMessage((message: unknown) => {
      const said = fromPage(message);
      if (said) void this.#heard(said);
    });
    panel.onDidDispose(() => {
      this.#panel = undefined;
      this.#isLoaded = false;
    });
    panel.webview.html = page({
      script: panel.webview.asWebviewUri(this.#files("dist/preview.js")).toString(),
      style: panel.webview.asWebviewUri(this.#files("media/preview.css")).toString(),
      origin: panel.webview.cspSource,
      nonce: randomBytes(16).toString("base64url"),
      language: env.language,
    });
    return panel;
  }

  /** Go along with the cursor, but leave what is shown while it stands in no prompt. */
  #follow({ document, selection }: TextEditor): void {
    if (!this.#panel || !isOurs(document)) return;
    this.#turnTo({ kind: "place", uri: document.uri.toString(), position: placeOf(selection) });
    this.#updateSoon();
  }

  /** Another subject begins with its own values; the same reference keeps those that a person tries. */
  #turnTo(subject: Subject): void {
    if (!this.#isSame(subject)) this.#values = {};
    this.#subject = subject;
  }

  #isSame(subject: Subject): boolean {
    const before = this.#subject;
    if (before?.kind !== subject.kind || before.uri !== subject.uri) return false;
    if (before.kind === "persona" || subject.kind === "persona") return true;
    const range = this.#shown?.range;
    return !range || holds(range, subject.position);
  }

  #updateSoon(delay = CALM_MS): void {
    if (!this.#panel) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#update(), delay);
  }

  async #update(): Promise<void> {
    const subject = this.#subject;
    if (!subject || !this.#isLoaded) return;
    const round = ++this.#round;
    const preview = await this.#ask("persona-ls/render", paramsOf(subject, this.#values)).catch(() => null);
    // An answer that comes late must not replace that to a later question.
    if (round !== this.#round) return;
    if (preview) this.#show(subject, preview);
    else if (!this.#shown) this.#post({ kind: "empty", words: messages.nothingHere() });
  }

  #show(subject: Subject, preview: Preview): void {
    this.#shown = preview;
    const title = preview.persona?.title ?? messages.wholeFile();
    const start = preview.range?.start;
    if (this.#panel) this.#panel.title = previewTitle(title);
    this.#post({
      kind: "show",
      subject: JSON.stringify([subject.kind, subject.uri, preview.persona?.uri, start]),
      preview,
      title,
      origin: originOf(preview.persona?.layer),
      size: sizeOf(preview),
      labels: previewLabels(),
    });
  }

  async #heard(said: FromPage): Promise<void> {
    const { persona, part, variables } = this.#shown ?? {};
    switch (said.kind) {
      case "ready":
        this.#isLoaded = true;
        await this.#update();
        break;
      case "values":
        this.#values = said.values;
        await this.#update();
        break;
      case "part":
        if (!persona) break;
        this.#subject = { kind: "persona", uri: persona.uri, part: said.part };
        // Values that came from the reference would be lost with it.
        this.#values = Object.fromEntries(
          (variables ?? []).flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
        );
        await this.#update();
        break;
      case "copy":
        if (this.#shown) await copyText(this.#shown);
        break;
      case "insert":
        if (persona) await insertReference(this.#ask, persona.uri, part ?? undefined);
        break;
      case "open":
        if (persona) await openFile(Uri.parse(persona.uri, true));
        break;
    }
  }

  #post(message: ToPage): void {
    void this.#panel?.webview.postMessage(message);
  }
}

const isOurs = (document: TextDocument) => languages.match(DOCUMENTS, document) > 0;

const placeOf = ({ active }: Selection): Place => ({ line: active.line, character: active.character });

const originOf = (layer: Layer | undefined) => (layer && layer !== "workspace" ? layerName(layer) : "");

function paramsOf(subject: Subject, values: Values) {
  if (subject.kind === "place")
    return { textDocument: { uri: subject.uri }, position: subject.position, values };
  return { persona: subject.uri, values, ...(subject.part !== undefined && { part: subject.part }) };
}

function holds({ start, end }: { start: Place; end: Place }, { line, character }: Place): boolean {
  return (
    line === start.line && character >= start.character && line === end.line && character <= end.character
  );
}
