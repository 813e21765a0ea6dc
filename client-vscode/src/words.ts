/** Every sentence that the client itself says, in one place; `l10n/` has them in Portuguese. */
import { l10n } from "vscode";

import { OLDEST_PYTHON, type Problem } from "./probe";
import { SECTION } from "./settings";

export const TITLE = "persona-ls";

export const BUTTONS = {
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
        "persona-ls: found neither a persona-ls nor a Python on PATH. Install Python {0} or newer and persona-ls, or set {1}.",
        oldest,
        setting("server.path"),
      );
    case "old-python":
      return l10n.t(
        "persona-ls: {0} is Python {1}, and {2} or newer is needed. Set {3}.",
        problem.command,
        problem.version,
        oldest,
        setting("python"),
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
};

const oldest = OLDEST_PYTHON.join(".");

const setting = (name: string) => `${SECTION}.${name}`;
