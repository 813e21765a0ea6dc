/** The entry in the status bar's language menu: what the server is doing, and the next step when it is doing nothing. */
import { languages, LanguageStatusSeverity } from "vscode";

import { DOCUMENTS } from "./documents";
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
  dispose(): void;
}

export function createStatus(): Status {
  const item = languages.createLanguageStatusItem("personaLs.status", DOCUMENTS);
  item.name = TITLE;
  item.text = TITLE;
  return {
    show(state) {
      const working = state.kind === "starting" || state.kind === "busy";
      const down = state.kind === "stopped" || state.kind === "failed";
      item.busy = working;
      item.detail = detail(state);
      item.severity = down ? LanguageStatusSeverity.Error : LanguageStatusSeverity.Information;
      item.command = down
        ? { command: "personaLs.restart", title: BUTTONS.restart() }
        : { command: "personaLs.showLog", title: BUTTONS.log() };
    },
    dispose: () => {
      item.dispose();
    },
  };
}

function detail(state: State): string {
  switch (state.kind) {
    case "starting":
      return states.starting();
    case "busy":
      return state.task;
    case "ready":
      return [states.ready(state.version), state.result].filter(Boolean).join(" · ");
    case "stopped":
      return states.stopped();
    case "failed":
      return state.reason;
  }
}
