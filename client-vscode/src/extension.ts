/** The door of the extension: what it adds to the editor, and nothing else. */
import { commands, type ExtensionContext, languages, Uri, window, workspace } from "vscode";

import * as actions from "./commands";
import { Explorer } from "./explorer";
import { insertPersona, openFile, pickPersona } from "./insert";
import { withoutLinks } from "./inert";
import type { Leaf } from "./library";
import { PreviewPanel } from "./preview";
import type { Ask, Place } from "./protocol";
import { Session } from "./session";
import { PASSED_KEYS, STARTING_KEYS } from "./settings";
import { createStatus } from "./status";
import { messages, TITLE } from "./words";

let session: Session | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  const log = window.createOutputChannel(TITLE, { log: true });
  const status = createStatus();
  const started = (session = new Session(context.asAbsolutePath("dist/server/serve.py"), log, status));
  const ask: Ask = (method, params) => started.ask(method, params);
  const explorer = new Explorer(ask, context.workspaceState);
  const preview = new PreviewPanel(ask, (name) => Uri.joinPath(context.extensionUri, name));
  const rendered = new actions.RenderedFiles();
  started.onStanding = () => {
    explorer.stale();
    preview.stale();
  };
  context.subscriptions.push(
    log,
    status,
    explorer,
    preview,
    rendered,
    ...registered({
      "personaLs.insert": async (leaf?: Leaf) => {
        const persona = leaf?.persona ?? (await pickPersona(ask));
        if (persona) await insertPersona(persona);
      },
      "personaLs.preview": (at?: Leaf | string, position?: Place) => {
        const here = typeof at === "string" && position ? { uri: at, position } : actions.cursor();
        if (typeof at === "object") preview.show({ kind: "persona", uri: at.persona.uri });
        else if (here) preview.show({ kind: "place", ...here });
        else void window.showInformationMessage(messages.nothingHere());
      },
      "personaLs.copyPrompt": (leaf?: Leaf) => actions.copyPrompt(ask, leaf?.persona.uri),
      "personaLs.open": (leaf: Leaf) => openFile(Uri.parse(leaf.persona.uri, true)),
      "personaLs.newPersona": () => actions.newPersona(ask),
      "personaLs.renderFile": () => actions.renderFile(ask, rendered),
      "personaLs.showReferences": actions.showReferences,
      "personaLs.explorer.filter": () => explorer.filter(),
      "personaLs.explorer.clearFilter": () => {
        explorer.show("");
      },
      "personaLs.explorer.byFolder": () => {
        explorer.group("folder");
      },
      "personaLs.explorer.byTag": () => {
        explorer.group("tag");
      },
      "personaLs.restart": () => started.restartByHand(),
      "personaLs.showLog": () => {
        log.show();
      },
    }),
    languages.onDidChangeDiagnostics(() => {
      status.diagnosticsChanged();
    }),
    // Also fires when the folder becomes trusted, for the settings that only a trusted folder may give.
    workspace.onDidChangeConfiguration((change) => {
      const affects = (key: string) => change.affectsConfiguration(key);
      if (STARTING_KEYS.some(affects)) void started.restartByHand();
      else if (PASSED_KEYS.some(affects)) void started.passSettings();
    }),
  );
  void commands.executeCommand("setContext", "personaLs.active", true);
  await started.restart();
}

export function deactivate(): Promise<void> | undefined {
  return session?.stop();
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- what a command is given is its own affair
type Command = (...given: any[]) => unknown;

/** The commands, each of which tells when it fails: mostly because the server is not running. */
const registered = (table: Readonly<Record<string, Command>>) =>
  Object.entries(table).map(([name, run]) =>
    commands.registerCommand(name, async (...given: unknown[]) => {
      try {
        await run(...given);
      } catch (error) {
        void window.showErrorMessage(withoutLinks(error instanceof Error ? error.message : String(error)));
      }
    }),
  );
