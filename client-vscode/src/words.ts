/** Every sentence that the client itself says, in one place; `l10n/` has them in Portuguese. */
import { env, l10n } from "vscode";

import type { Labels } from "./panelMessages";
import { OLDEST_PYTHON, type Problem } from "./probe";
import type { Layer, Preview } from "./protocol";
import { SECTION } from "./settings";

export const TITLE = "persona-ls";

export const BUTTONS = {
  choosePython: () => l10n.t("Choose Python…"),
  getPython: () => l10n.t("Get Python"),
  settings: () => l10n.t("Open settings"),
  log: () => l10n.t("Show log"),
  restart: () => l10n.t("Restart server"),
};

export function problemText(problem: Problem): string {
  switch (problem.kind) {
    case "not-found":
      return l10n.t(
        "persona-ls: the setting {0} names a file that does not exist: {1}",
        setting(problem.setting),
        problem.value,
      );
    case "nothing-found":
      return l10n.t(
        "persona-ls needs Python {0} or newer, and there is none on PATH. Press “{1}” if you have one elsewhere, else “{2}” and then reload this window.",
        oldest,
        BUTTONS.choosePython(),
        BUTTONS.getPython(),
      );
    case "old-python":
      return l10n.t(
        "persona-ls needs Python {0} or newer, and {1} is {2}. Press “{3}” if you have a newer one, else “{4}”.",
        oldest,
        problem.command,
        problem.version,
        BUTTONS.choosePython(),
        BUTTONS.getPython(),
      );
    case "no-package":
      return l10n.t(
        "persona-ls: not installed for {0}. Install it with “pip install persona-ls”, or set {1}.",
        problem.command,
        setting("server.path"),
      );
    case "not-a-server":
      return l10n.t(
        "persona-ls: {0} does not answer as persona-ls ({1}). Set {2}.",
        problem.command,
        problem.detail || l10n.t("no message"),
        setting("server.path"),
      );
  }
}

export const failedToStart = (reason: string) =>
  l10n.t("persona-ls: the server did not start ({0}).", reason);

export const crashedTooOften = () =>
  l10n.t("persona-ls: the server stopped again and again and is not started any more.");

export const states = {
  starting: () => l10n.t("starting"),
  ready: (version: string) => l10n.t("ready, version {0}", version),
  stopped: () => l10n.t("stopped"),
  errors: (count: number) => (count === 1 ? l10n.t("1 error") : l10n.t("{0} errors", count)),
  unreadable: (count: number) =>
    count === 1 ? l10n.t("1 file cannot be read") : l10n.t("{0} files cannot be read", count),
};

export const layerName = (layer: Layer) =>
  ({
    workspace: l10n.t("This workspace"),
    user: l10n.t("Your library"),
    bundled: l10n.t("Bundled with persona-ls"),
  })[layer];

export const explorer = {
  filter: () => l10n.t("Filter personas"),
  filterHelp: () => l10n.t("Words of the name, the title, the description or the tags"),
  filtered: (query: string, count: number) => l10n.t("“{0}”: {1} found", query, count),
  untagged: () => l10n.t("without a tag"),
  preview: () => l10n.t("Preview"),
};

export const quickPick = {
  title: () => l10n.t("Insert persona"),
  help: () => l10n.t("Name, title, description or tag"),
};

export const newPersona = {
  title: () => l10n.t("New persona"),
  help: () => l10n.t("Its name in references, such as “backend”, or with a folder, “dev/backend”"),
  invalid: () => l10n.t("Letters, digits, and between them “-”, “_” or “.”; folders are set off by “/”"),
};

export const messages = {
  noEditor: () => l10n.t("persona-ls: open a file first; the reference goes where its cursor is."),
  noFolder: () => l10n.t("persona-ls: open a folder first; the persona becomes a file in it."),
  openFolder: () => l10n.t("Open Folder…"),
  nothingHere: () =>
    l10n.t("There is no persona here. Put the cursor on a reference, or into a persona file."),
  nothingToRender: () => l10n.t("persona-ls: this file refers to no persona, so there is nothing to render."),
  notMade: (name: string) => l10n.t("persona-ls: “{0}” is the name of a file that is there already.", name),
  notRunning: () => l10n.t("persona-ls: the server is not running."),
  renderedName: (file: string) => l10n.t("Rendered {0}", file),
  wholeFile: () => l10n.t("Rendered file"),
  cannotRender: (problems: string) => l10n.t("persona-ls: {0}", problems),
  copied: (size: string) => l10n.t("Prompt copied: {0}", size),
};

export const previewTitle = (subject = "") => (subject ? l10n.t("Preview: {0}", subject) : l10n.t("Preview"));

export const sizeOf = ({ length, tokens }: Preview) =>
  l10n.t("{0} characters, about {1} tokens", number(length), number(tokens));

export const previewLabels = (): Labels => ({
  copy: l10n.t("Copy"),
  insert: l10n.t("Insert reference"),
  open: l10n.t("Open file"),
  part: l10n.t("Part of the persona"),
  variables: l10n.t("Variables"),
  text: l10n.t("The prompt as it will be"),
  asWritten: l10n.t("Shown as it is written:"),
  composed: l10n.t("Marked pieces come from:"),
  required: l10n.t("It needs a value"),
  onePerLine: l10n.t("One on each line"),
  cut: l10n.t("… cut here; Copy has all of it"),
});

const number = (value: number) => value.toLocaleString(env.language);

const oldest = OLDEST_PYTHON.join(".");

const setting = (name: string) => `${SECTION}.${name}`;
