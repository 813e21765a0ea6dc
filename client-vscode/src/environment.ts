/**
 * The Python that the person has chosen for the workspace, as the Python extensions know it when they are there.
 *
 * Both are asked by the few members that are needed, each of which may be missing: the extensions are not ours, and a
 * surprise in them is no reason not to start.
 */
import type { Uri } from "vscode";

import type { Program } from "./launch";

/** An extension as `vscode.extensions.getExtension` gives it. */
interface Extension {
  activate(): Thenable<unknown>;
}

/** `ms-python.vscode-python-envs`; its API is `undefined` where the setting `python.useEnvironmentsExtension` is off. */
interface Environments {
  getEnvironment?(
    scope: Uri | undefined,
  ): Thenable<{ execInfo?: { run?: { executable?: string; args?: string[] } } } | undefined>;
}

/** `ms-python.python`. */
interface Python {
  environments?: {
    getActiveEnvironmentPath?(scope: Uri | undefined): { path: string };
    resolveEnvironment?(path: {
      path: string;
    }): Thenable<{ executable?: { uri?: { fsPath: string } } } | undefined>;
  };
}

/** Extensions by their ids, and the workspace folder that is asked about. */
export interface Asked {
  readonly extension: (id: string) => Extension | undefined;
  readonly folder: Uri | undefined;
  /** How long to wait for the answer of somebody else's extension, in milliseconds. */
  readonly patience: number;
}

/** The chosen Python; `undefined` when nobody knows one, or not in time. Never throws. */
export async function chosenPython(asked: Asked): Promise<Program | undefined> {
  const late = new Promise<undefined>((resolve) => setTimeout(resolve, asked.patience, undefined));
  return (await Promise.race([fromEnvironments(asked), late])) ?? Promise.race([fromPython(asked), late]);
}

async function fromEnvironments({ extension, folder }: Asked): Promise<Program | undefined> {
  try {
    const api = (await extension("ms-python.vscode-python-envs")?.activate()) as Environments | undefined;
    const run = (await api?.getEnvironment?.(folder))?.execInfo?.run;
    return run?.executable ? { command: run.executable, args: run.args ?? [] } : undefined;
  } catch {
    return undefined;
  }
}

async function fromPython({ extension, folder }: Asked): Promise<Program | undefined> {
  try {
    const { environments } = ((await extension("ms-python.python")?.activate()) ?? {}) as Python;
    const active = environments?.getActiveEnvironmentPath?.(folder);
    const file = active && (await environments?.resolveEnvironment?.(active))?.executable?.uri?.fsPath;
    return file ? { command: file, args: [] } : undefined;
  } catch {
    return undefined;
  }
}
