/** Put a reference into the text: chosen from a list, from the explorer, or from the preview. */
import { commands, SnippetString, type TextEditor, type Uri, ViewColumn, window } from "vscode";

import { withoutIcons } from "./inert";
import type { Ask, Listed } from "./protocol";
import { layerName, messages, quickPick } from "./words";

/** Let the person choose a persona; `undefined` when they change their mind. */
export async function pickPersona(ask: Ask): Promise<Listed | undefined> {
  const uri = window.activeTextEditor?.document.uri;
  const personas = ask(
    "persona-ls/personas",
    uri?.scheme === "file" ? { textDocument: { uri: uri.toString() } } : {},
  );
  const items = personas.then((all) => all.map((persona) => ({ ...item(persona), persona })));
  const options = {
    title: quickPick.title(),
    placeHolder: quickPick.help(),
    matchOnDescription: true,
    matchOnDetail: true,
  };
  return (await window.showQuickPick(items, options))?.persona;
}

function item({ name, title, description, tags, layer }: Listed) {
  const from = layer === "workspace" ? "" : ` · ${layerName(layer)}`;
  return {
    label: withoutIcons(name),
    description: withoutIcons(title + from),
    detail: withoutIcons([description, ...tags.map((tag) => `#${tag}`)].filter(Boolean).join("  ")),
  };
}

/** Write `@persona:name` at the cursors, with a tab stop for each variable that has to be given a value. */
export async function insertPersona({ name, parts, defaultPart }: Listed, part?: string): Promise<void> {
  const editor = textEditor();
  if (!editor) {
    void window.showInformationMessage(messages.noEditor());
    return;
  }
  const needs = parts.find((each) => each.name === (part ?? defaultPart))?.needs ?? [];
  const tail = part === undefined || part === defaultPart ? "" : `#${part}`;
  const snippet = new SnippetString().appendText(`@persona:${name}${tail}`);
  needs.forEach((need, index) => {
    snippet.appendText(`${index ? ", " : "("}${need}=`).appendTabstop();
  });
  if (needs.length) snippet.appendText(")");
  await window.showTextDocument(editor.document, editor.viewColumn);
  await editor.insertSnippet(snippet);
}

/** The same for a persona that is known by its file. */
export async function insertReference(ask: Ask, uri: string, part?: string): Promise<void> {
  const listed = (await ask("persona-ls/personas", {})).find((each) => each.uri === uri);
  if (listed) await insertPersona(listed, part);
}

/** Open a file where texts are: opened where the preview is, it would cover that. */
export async function openFile(uri: Uri): Promise<void> {
  await commands.executeCommand("vscode.open", uri, textEditor()?.viewColumn ?? ViewColumn.One);
}

/** The editor with the cursor; while a panel has the focus the one that is seen beside it. */
function textEditor(): TextEditor | undefined {
  const seen = window.visibleTextEditors.filter(({ viewColumn }) => viewColumn !== undefined);
  return window.activeTextEditor ?? seen[0];
}
