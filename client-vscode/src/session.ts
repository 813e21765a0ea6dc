/**
 * The life of the server in one window: find it, start it, start it again when it dies, stop it.
 *
 * Starting and stopping take time and can be asked for at any moment, so they stand in one line; a second restart that is
 * asked for while one waits is the same restart.
 */
import { statSync } from "node:fs";
import os from "node:os";

import { commands, type LogOutputChannel, window, workspace } from "vscode";

import { Connection } from "./connection";
import { Crashes } from "./crashes";
import { type Launch, launches, type World } from "./launch";
import { firstWorking, isProblem } from "./probe";
import { readSettings, SECTION, type Settings } from "./settings";
import type { Status } from "./status";
import { BUTTONS, crashedTooOften, failedToStart, problemText } from "./words";

/** What the server is at, and what came of its last work; both in its own words. */
interface Work {
  readonly task: string | undefined;
  readonly result: string;
}

export class Session {
  readonly #log: LogOutputChannel;
  readonly #status: Status;
  readonly #crashes = new Crashes();
  #connection: Connection | undefined;
  #work: Work = { task: undefined, result: "" };
  #line: Promise<void> = Promise.resolve();
  #waiting: Promise<void> | undefined;

  constructor(log: LogOutputChannel, status: Status) {
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
    const found = await firstWorking(launches(settings, thisMachine()));
    if (isProblem(found)) this.#fail(problemText(found), BUTTONS.settings());
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
    try {
      await connection.start();
      this.#connection = connection;
      this.#showWork(connection);
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

  #fail(reason: string, button: string): void {
    this.#log.error(reason);
    this.#status.show({ kind: "failed", reason });
    void window.showErrorMessage(reason, button, BUTTONS.log()).then((pressed) => {
      if (pressed === BUTTONS.log()) this.#log.show();
      if (pressed === BUTTONS.restart()) void this.restartByHand();
      if (pressed === BUTTONS.settings())
        void commands.executeCommand("workbench.action.openSettings", `${SECTION}.`);
    });
  }
}

function currentSettings(): Settings {
  const configuration = workspace.getConfiguration(SECTION);
  return readSettings((key) => configuration.get(key));
}

function thisMachine(): World {
  return {
    platform: process.platform,
    searchPath: process.env["PATH"] ?? "",
    home: os.homedir(),
    folders: (workspace.workspaceFolders ?? []).map(({ uri }) => uri.fsPath),
    isFile: (file) => statSync(file, { throwIfNoEntry: false })?.isFile() ?? false,
  };
}
