/**
 * The life of the server in one window: find it, start it, start it again when it dies, stop it.
 *
 * Starting and stopping take time and can be asked for at any moment, so they stand in one line; a second restart that is
 * asked for while one waits is the same restart.
 */
import { statSync } from "node:fs";
import os from "node:os";

import {
  commands,
  ConfigurationTarget,
  env,
  extensions,
  type LogOutputChannel,
  Uri,
  window,
  workspace,
} from "vscode";

import { Connection } from "./connection";
import { Crashes } from "./crashes";
import { chosenPython } from "./environment";
import { type Launch, launches, type World } from "./launch";
import { firstWorking, isProblem, type Problem } from "./probe";
import type { Requests, Standing } from "./protocol";
import { readSettings, SECTION, type Settings } from "./settings";
import type { Status } from "./status";
import { withoutLinks } from "./inert";
import { BUTTONS, crashedTooOften, failedToStart, messages, problemText } from "./words";

const PYTHON_PAGE = "https://www.python.org/downloads/";

/** How long to wait for a Python extension to say which environment is chosen. */
const PATIENCE_MS = 5_000;

/** What the server is at, and what came of its last work; both in its own words. */
interface Work {
  readonly task: string | undefined;
  readonly result: string;
}

export class Session {
  readonly #bundled: string;
  readonly #log: LogOutputChannel;
  readonly #status: Status;
  readonly #crashes = new Crashes();
  #connection: Connection | undefined;
  #work: Work = { task: undefined, result: "" };
  /** Called when the library is not what it was. */
  onStanding: () => void = () => undefined;
  #line: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  /** `bundled` is the script that starts the server of the package. */
  constructor(bundled: string, log: LogOutputChannel, status: Status) {
    this.#bundled = bundled;
    this.#log = log;
    this.#status = status;
  }

  /** Start the server, or start it anew. Resolves when it is ready or the person has been told why not. */
  restart(): Promise<void> {
    this.#waiting ??= this.#queue(async () => {
      this.#waiting = undefined;
      await this.#stop();
      await this.#start();
    });
    return this.#waiting;
  }

  /** The same, asked for by a person: earlier crashes are forgotten. */
  restartByHand(): Promise<void> {
    this.#crashes.forget();
    return this.restart();
  }

  /** Tell the running server about changed settings; one that starts reads them by itself. */
  passSettings(): Promise<void> {
    return this.#queue(async () => this.#connection?.pass(currentSettings()));
  }

  /** Ask the server, once it runs. Throws an error whose message is for the person. */
  async ask<M extends keyof Requests>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    await this.#line;
    if (!this.#connection) throw new Error(messages.notRunning());
    return this.#connection.ask(method, params);
  }

  stop(): Promise<void> {
    return this.#queue(() => this.#stop());
  }

  #queue(step: () => Promise<void>): Promise<void> {
    this.#line = this.#line.then(step).catch((error: unknown) => {
      this.#log.error(error instanceof Error ? error : String(error));
    });
    return this.#line;
  }

  async #start(): Promise<void> {
    this.#status.show({ kind: "starting" });
    const settings = currentSettings();
    const found = await firstWorking(launches(settings, await thisMachine(this.#bundled)));
    if (isProblem(found)) this.#fail(problemText(found), ...buttonsFor(found));
    else await this.#connect(found, settings);
  }

  async #connect(launch: Launch, settings: Settings): Promise<void> {
    this.#log.info([launch.command, ...launch.args, "serve"].join(" "));
    this.#work = { task: undefined, result: "" };
    const connection = new Connection(launch, settings, this.#log, {
      died: () => {
        if (connection === this.#connection) this.#died();
      },
      working: (task, result) => {
        this.#work = { task, result };
        if (connection === this.#connection) this.#showWork(connection);
      },
    });
    connection.onStanding((standing) => {
      this.#standing(connection, standing);
    });
    try {
      await connection.start();
      this.#connection = connection;
      this.#showWork(connection);
      this.onStanding();
    } catch (error) {
      this.#fail(failedToStart(error instanceof Error ? error.message : String(error)), BUTTONS.restart());
    }
  }

  async #stop(): Promise<void> {
    const connection = this.#connection;
    this.#connection = undefined;
    await connection?.end();
    this.#status.show({ kind: "stopped" });
  }

  #standing(connection: Connection, { unreadable }: Standing): void {
    if (connection !== this.#connection) return;
    this.#status.unreadable(unreadable);
    this.onStanding();
  }

  #died(): void {
    this.#connection = undefined;
    this.#log.error("the server stopped by itself");
    if (this.#crashes.mayRestart(Date.now())) void this.restart();
    else this.#fail(crashedTooOften(), BUTTONS.restart());
  }

  #showWork({ version }: Connection): void {
    const { task, result } = this.#work;
    this.#status.show(task ? { kind: "busy", task } : { kind: "ready", version, result });
  }

  #fail(reason: string, ...buttons: string[]): void {
    this.#log.error(reason);
    this.#status.show({ kind: "failed", reason });
    void window.showErrorMessage(withoutLinks(reason), ...buttons, BUTTONS.log()).then((pressed) => {
      if (pressed === BUTTONS.log()) this.#log.show();
      if (pressed === BUTTONS.restart()) void this.restartByHand();
      if (pressed === BUTTONS.choosePython()) void choosePython();
      if (pressed === BUTTONS.getPython()) void env.openExternal(Uri.parse(PYTHON_PAGE));
      if (pressed === BUTTONS.settings())
        void commands.executeCommand("workbench.action.openSettings", `${SECTION}.`);
    });
  }
}

function currentSettings(): Settings {
  const configuration = workspace.getConfiguration(SECTION);
  return readSettings((key) => configuration.get(key));
}

/** What helps with a problem: where there is no Python that could, another Python; else the settings. */
function buttonsFor({ kind }: Problem): string[] {
  const lacksPython = kind === "nothing-found" || kind === "old-python";
  return lacksPython ? [BUTTONS.choosePython(), BUTTONS.getPython()] : [BUTTONS.settings()];
}

async function choosePython(): Promise<void> {
  const [file] = (await window.showOpenDialog({ title: BUTTONS.choosePython(), canSelectMany: false })) ?? [];
  if (file)
    await workspace.getConfiguration(SECTION).update("python", file.fsPath, ConfigurationTarget.Global);
}

async function thisMachine(bundled: string): Promise<World> {
  const isFile = (file: string) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false;
  return {
    // The environment may lie in the folder, and a folder that is not trusted shall start no program.
    environment: workspace.isTrusted
      ? await chosenPython({
          extension: (id) => extensions.getExtension(id),
          folder: workspace.workspaceFolders?.[0]?.uri,
          patience: PATIENCE_MS,
        })
      : undefined,
    bundled: isFile(bundled) ? bundled : undefined,
    platform: process.platform,
    searchPath: process.env["PATH"] ?? "",
    home: os.homedir(),
    folders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    isFile,
  };
}
