/** The entry in the status bar's language menu: what the server is doing, and the next step when it is doing nothing. */
import { DiagnosticSeverity, languages, LanguageStatusSeverity } from "vscode";

import { DOCUMENTS } from "./documents";
import { withoutLinks } from "./inert";
import { BUTTONS, states, TITLE } from "./words";

export type State =
  | { readonly kind: "starting" }
  /** `task` is the server's own word for what it works on, for instance indexing. */
  | { readonly kind: "busy"; readonly task: string }
  /** `result` is what the server said when it ended its last work, for instance how many personas it found. */
  | { readonly kind: "ready"; readonly version: string; readonly result: string }
  | { readonly kind: "stopped" }
  | { readonly kind: "failed"; readonly reason: string };

export interface Status {
  show(state: State): void;
  /** How many files of the library cannot be read. */
  unreadable(count: number): void;
  /** Findings came or went. */
  diagnosticsChanged(): void;
  dispose(): void;
}

/** Findings come by the file, and counting looks at all of them. */
const CALM_MS = 300;

export function createStatus(): Status {
  const item = languages.createLanguageStatusItem("personaLs.status", DOCUMENTS);
  item.name = TITLE;
  item.text = TITLE;
  let state: State = { kind: "starting" };
  let unreadable = 0;
  let errors = 0;
  let timer: NodeJS.Timeout | undefined;
  const draw = () => {
    const working = state.kind === "starting" || state.kind === "busy";
    const down = state.kind === "stopped" || state.kind === "failed";
    item.busy = working;
    item.detail = withoutLinks(detail(state, unreadable, errors));
    item.severity = severity(down, unreadable + errors);
    item.command = down
      ? { command: "personaLs.restart", title: BUTTONS.restart() }
      : { command: "personaLs.showLog", title: BUTTONS.log() };
  };
  return {
    show(next) {
      state = next;
      draw();
    },
    unreadable(count) {
      unreadable = count;
      draw();
    },
    diagnosticsChanged() {
      timer ??= setTimeout(() => {
        timer = undefined;
        errors = errorCount();
        draw();
      }, CALM_MS);
    },
    dispose() {
      clearTimeout(timer);
      item.dispose();
    },
  };
}

function errorCount(): number {
  const all = languages.getDiagnostics().flatMap(([, findings]) => findings);
  return all.filter(({ source, severity }) => source === TITLE && severity === DiagnosticSeverity.Error)
    .length;
}

function severity(isDown: boolean, troubles: number): LanguageStatusSeverity {
  if (isDown) return LanguageStatusSeverity.Error;
  return troubles ? LanguageStatusSeverity.Warning : LanguageStatusSeverity.Information;
}

function detail(state: State, unreadable: number, errors: number): string {
  switch (state.kind) {
    case "starting":
      return states.starting();
    case "busy":
      return state.task;
    case "ready":
      return [
        states.ready(state.version),
        state.result,
        errors && states.errors(errors),
        unreadable && states.unreadable(unreadable),
      ]
        .filter(Boolean)
        .join(" · ");
    case "stopped":
      return states.stopped();
    case "failed":
      return state.reason;
  }
}
