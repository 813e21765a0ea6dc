/** The door of the extension: what it adds to the editor, and nothing else. */
import { commands, type ExtensionContext, window, workspace } from "vscode";

import { Session } from "./session";
import { PASSED_KEYS, STARTING_KEYS } from "./settings";
import { createStatus } from "./status";
import { TITLE } from "./words";

let session: Session | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel(TITLE, { log: true });
  const status = createStatus();
  const started = (session = new Session(log, status));
  context.subscriptions.push(
    log,
    status,
    commands.registerCommand("personaLs.restart", () => started.restartByHand()),
    commands.registerCommand("personaLs.showLog", () => {
      log.show();
    }),
    // Also fires when the folder becomes trusted, for the settings that only a trusted folder may give.
    workspace.onDidChangeConfiguration((change) => {
      const affects = (key: string) => change.affectsConfiguration(key);
      if (STARTING_KEYS.some(affects)) void started.restartByHand();
      else if (PASSED_KEYS.some(affects)) void started.passSettings();
    }),
  );
  await started.restart();
}

export function deactivate(): Promise<void> | undefined {
  return session?.stop();
}
