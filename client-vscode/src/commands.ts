/** What the commands do, beside the preview and the explorer. */
import path from "node:path";

import {
  commands,
  type Disposable,
  env,
  Location,
  Position,
  Range as EditorRange,
  Uri,
  ViewColumn,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";

import { withoutLinks } from "./inert";
import { openFile } from "./insert";
import type { Ask, Place, Preview, Range } from "./protocol";
import { textOf } from "./protocol";
import { messages, newPersona as words, sizeOf } from "./words";

const RENDERED = "persona-ls-rendered";
const SAID_MS = 5_000;
/** A name as references spell it; the server decides. */
const NAME = /^[\p{L}\p{N}]+([-_.]+[\p{L}\p{N}]+)*(\/[\p{L}\p{N}]+([-_.]+[\p{L}\p{N}]+)*)*$/u;

/** What the active editor's cursor stands in; `undefined` without an editor. */
export function cursor(): { uri: string; position: Place } | undefined {
  const editor = window.activeTextEditor;
  if (!editor) return undefined;
  const { line, character } = editor.selection.active;
  return { uri: editor.document.uri.toString(), position: { line, character } };
}

/** Copy the prompt under the cursor, or that of the persona with this file. */
export async function copyPrompt(ask: Ask, persona?: string): Promise<void> {
  const at = cursor();
  const preview = persona
    ? await ask("persona-ls/render", { persona })
    : at && (await ask("persona-ls/render", { textDocument: { uri: at.uri }, position: at.position }));
  if (preview) await copyText(preview);
  else void window.showInformationMessage(messages.nothingHere());
}

export async function copyText(preview: Preview): Promise<void> {
  if (complains(preview)) return;
  await env.clipboard.writeText(textOf(preview));
  window.setStatusBarMessage(messages.copied(sizeOf(preview)), SAID_MS);
}

/** Show the active file with every reference replaced, beside it and read-only. */
export async function renderFile(ask: Ask, rendered: RenderedFiles): Promise<void> {
  const document = window.activeTextEditor?.document;
  if (!document) return;
  const preview = await ask("persona-ls/render", { textDocument: { uri: document.uri.toString() } });
  if (!preview) void window.showInformationMessage(messages.nothingToRender());
  else if (!complains(preview)) await rendered.show(document.uri, textOf(preview));
}

/** The texts of rendered files: documents of a scheme of their own, so that the editor never asks whether to save them. */
export class RenderedFiles implements Disposable {
  readonly #texts = new Map<string, string>();
  readonly #provider = workspace.registerTextDocumentContentProvider(RENDERED, {
    provideTextDocumentContent: ({ query }) => this.#texts.get(query),
  });

  async show(source: Uri, text: string): Promise<void> {
    // Each rendering is a document of its own: an older one stays what it was.
    const query = String(this.#texts.size + 1);
    this.#texts.set(query, text);
    const name = messages.renderedName(path.posix.basename(source.path));
    const uri = Uri.from({ scheme: RENDERED, path: `/${name}`, query });
    const document = await workspace.openTextDocument(uri);
    await window.showTextDocument(document, { viewColumn: ViewColumn.Beside, preview: true });
  }

  dispose(): void {
    this.#provider.dispose();
  }
}

/** Ask for a name, write the file that defines the persona, and open it. */
export async function newPersona(ask: Ask): Promise<void> {
  if (!workspace.workspaceFolders?.length) return openFolder();
  const name = await window.showInputBox({
    title: words.title(),
    prompt: words.help(),
    validateInput: (value) => (!value || NAME.test(value) ? undefined : words.invalid()),
  });
  if (!name) return;
  const uri = window.activeTextEditor?.document.uri;
  const made = await ask("persona-ls/newPersona", {
    name,
    ...(uri?.scheme === "file" && { textDocument: { uri: uri.toString() } }),
  });
  if (!made) {
    void window.showWarningMessage(messages.notMade(name));
    return;
  }
  const file = Uri.parse(made.uri, true);
  const edit = new WorkspaceEdit();
  edit.createFile(file, { contents: Buffer.from(made.text, "utf8") });
  if (await workspace.applyEdit(edit)) await openFile(file);
}

/**
 * The panel of references, for the server's code lenses, which give plain values of the protocol; without `found`, which
 * a lens leaves out when there are very many, they are asked for.
 */
export async function showReferences(
  uri: string,
  position: Place,
  found?: readonly Found[] | null,
): Promise<void> {
  const file = Uri.parse(uri, true);
  const at = point(position);
  const locations = found
    ? found.map((each) => new Location(Uri.parse(each.uri, true), editorRange(each.range)))
    : await commands.executeCommand<Location[]>("vscode.executeReferenceProvider", file, at);
  await commands.executeCommand("editor.action.showReferences", file, at, locations);
}

interface Found {
  readonly uri: string;
  readonly range: Range;
}

const point = ({ line, character }: Place) => new Position(line, character);

const editorRange = ({ start, end }: Range) => new EditorRange(point(start), point(end));

/** Tell why a prompt cannot be had; whether there was anything to tell. */
function complains({ problems }: Preview): boolean {
  if (!problems.length) return false;
  void window.showErrorMessage(withoutLinks(messages.cannotRender(problems.join(" "))));
  return true;
}

async function openFolder(): Promise<void> {
  const pressed = await window.showInformationMessage(messages.noFolder(), messages.openFolder());
  if (pressed) await commands.executeCommand("vscode.openFolder");
}
