/** The page of the preview: shows what it is sent, and says what a person does with it. */
import type { FromPage, Labels, ToPage } from "../src/panelMessages";
import type { Preview } from "../src/protocol";
import { element } from "./element";
import { type Form, form, signature } from "./fields";

declare function acquireVsCodeApi(): { postMessage(message: FromPage): void };

/** Longer texts are cut on the screen (never in the clipboard): the editor would stand still while drawing them. */
const MOST_SHOWN = 100_000;
/** A pause in typing after which the text is asked for anew. */
const PAUSE_MS = 120;

type Show = Extract<ToPage, { kind: "show" }>;

const editor = acquireVsCodeApi();
const page = document.getElementById("page") ?? document.body;
const head = element("header", {});
const place = element("div", {});
const told = element("div", { className: "told", ariaLive: "polite" });
const text = element("pre", { className: "text", tabIndex: 0 });
let current: { readonly key: string; readonly form: Form } | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;

window.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  if (data.kind === "show") show(data);
  else page.replaceChildren(element("p", { className: "empty" }, [data.words]));
});
editor.postMessage({ kind: "ready" });

function show(message: Show): void {
  const { preview, labels } = message;
  head.replaceChildren(...heading(message));
  const fields = formFor(message);
  // Put in again, even the same form would lose the focus of whoever types in it.
  if (place.firstChild !== (fields ?? null)) place.replaceChildren(...(fields ? [fields] : []));
  told.replaceChildren(
    ...preview.problems.map((words) => element("p", { className: "problem" }, [words])),
    element("p", { className: "size" }, [preview.isRendered ? message.size : labels.asWritten]),
    ...legend(preview, labels),
  );
  text.ariaLabel = labels.text;
  text.replaceChildren(...pieces(preview, labels));
  if (!text.isConnected) page.replaceChildren(head, place, told, text);
}

function heading({ preview, title, origin, labels }: Show): HTMLElement[] {
  const { persona } = preview;
  const name = element("h1", {}, [title]);
  if (origin) name.append(" ", element("span", { className: "origin" }, [origin]));
  const buttons = [button(labels.copy, "copy", preview.isRendered)];
  if (persona) buttons.push(button(labels.insert, "insert", true), button(labels.open, "open", true));
  return [name, element("div", { className: "tools" }, [...buttons, ...partsOf(preview, labels)])];
}

function partsOf({ persona, part }: Preview, labels: Labels): HTMLElement[] {
  const parts = persona?.parts ?? [];
  if (parts.length < 2) return [];
  const options = parts.map(({ name, heading: words }) =>
    element("option", { value: name, selected: name === part }, [words || name]),
  );
  const choice = element("select", { ariaLabel: labels.part }, options);
  choice.addEventListener("change", () => {
    editor.postMessage({ kind: "part", part: choice.value });
  });
  return [choice];
}

function button(words: string, kind: "copy" | "insert" | "open", isUsable: boolean): HTMLButtonElement {
  const made = element("button", { type: "button", disabled: !isUsable }, [words]);
  made.addEventListener("click", () => {
    editor.postMessage({ kind });
  });
  return made;
}

/** The form that stands there where it is the same one, else a new one. */
function formFor({ subject, preview: { variables }, labels }: Show): HTMLElement | undefined {
  if (!variables.length) {
    current = undefined;
    return undefined;
  }
  const key = subject + signature(variables);
  if (current?.key === key) current.form.refresh(variables);
  else current = { key, form: form(variables, labels, changed) };
  return current.form.root;
}

function changed(): void {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (current) editor.postMessage({ kind: "values", values: current.form.values() });
  }, PAUSE_MS);
}

function legend({ pieces }: Preview, labels: Labels): HTMLElement[] {
  const names = [...new Set(pieces.flatMap(({ persona }) => (persona ? [persona.id] : [])))];
  return names.length
    ? [element("p", { className: "legend" }, [`${labels.composed} ${names.join(", ")}`])]
    : [];
}

function pieces(preview: Preview, labels: Labels): (Node | string)[] {
  const shown: (Node | string)[] = [];
  let left = MOST_SHOWN;
  for (const { text: whole, persona } of preview.pieces) {
    const words = whole.slice(0, left);
    left -= words.length;
    const title = `${labels.composed} ${persona?.id ?? ""}`;
    if (words) shown.push(persona ? element("span", { className: "piece", title }, [words]) : words);
  }
  if (left <= 0) shown.push(element("span", { className: "cut" }, [`\n${labels.cut}`]));
  return shown;
}
