/** One server process and the language client that talks to it: how both are set up, and how they end. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import os from "node:os";
import readline from "node:readline";
import { setTimeout as delay } from "node:timers/promises";

import type { LogOutputChannel } from "vscode";
import {
  CloseAction,
  DidChangeConfigurationNotification,
  ErrorAction,
  LanguageClient,
  type LanguageClientOptions,
  RevealOutputChannelOn,
  type StreamInfo,
} from "vscode-languageclient/node";

import { DOCUMENTS } from "./documents";
import type { Launch } from "./launch";
import type { Requests, Standing } from "./protocol";
import { SECTION, type Settings } from "./settings";
import { type Level, levelOf } from "./stderr";
import { TITLE } from "./words";

/** A server that has not answered `initialize` by then is taken for hung. */
const START_DEADLINE_MS = 60_000;
const END_DEADLINE_MS = 2_000;

/** The commands of ours that the server may put behind what it shows. */
export const SERVER_COMMANDS = ["personaLs.showReferences", "personaLs.preview"] as const;

/** What a session hears from its connection. */
export interface Listener {
  /** The server went away by itself after it had started. */
  died(): void;
  /** What the server works on, by its own words; `undefined` when it waits for requests, with what came of the last work. */
  working(task: string | undefined, result: string): void;
}

/** The stock client opens messages of its own on a failure; here the session says one sentence and the log has the rest. */
class QuietClient extends LanguageClient {
  override error(message: string, data?: unknown): void {
    super.error(message, data, false);
  }
}

export class Connection {
  readonly #client: LanguageClient;
  readonly #launch: Launch;
  readonly #log: LogOutputChannel;
  #process: ChildProcess | undefined;
  #started = false;
  #lastWords = "";

  constructor(launch: Launch, settings: Settings, log: LogOutputChannel, listener: Listener) {
    this.#launch = launch;
    this.#log = log;
    this.#client = new QuietClient(SECTION, TITLE, () => this.#spawn(), {
      documentSelector: DOCUMENTS,
      outputChannel: log,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: { ...passedOn(settings), commands: SERVER_COMMANDS, status: true },
      initializationFailedHandler: () => false,
      // The session restarts: a client that restarts itself could not be given another command.
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue, handled: true }),
        closed: () => {
          if (this.#started) listener.died();
          return { action: CloseAction.DoNotRestart, handled: true, message: "the connection was closed" };
        },
      },
      middleware: { handleWorkDoneProgress: progress(listener) },
    });
  }

  get version(): string {
    return this.#client.initializeResult?.serverInfo?.version ?? "?";
  }

  /** Resolves when the server answers. Throws an error whose message is the server's last line, or how it ended. */
  async start(): Promise<void> {
    const deadline = setTimeout(() => this.#process?.kill("SIGKILL"), START_DEADLINE_MS);
    try {
      await this.#client.start();
      if (!this.#client.isRunning()) throw new Error("connection closed");
      this.#started = true;
    } catch (error) {
      await this.end();
      throw new Error(this.#lastWords || this.#ending() || String(error), { cause: error });
    } finally {
      clearTimeout(deadline);
    }
  }

  /** Tell the running server about changed settings. */
  async pass(settings: Settings): Promise<void> {
    if (!this.#started) return;
    await this.#client.sendNotification(DidChangeConfigurationNotification.type, {
      settings: { [SECTION]: passedOn(settings) },
    });
  }

  ask<M extends keyof Requests>(method: M, params: Requests[M][0]): Promise<Requests[M][1]> {
    return this.#client.sendRequest(method, params);
  }

  /** Hear how the library stands, whenever it is not what it was. */
  onStanding(listen: (standing: Standing) => void): void {
    this.#client.onNotification("persona-ls/status", listen);
  }

  /** Ask the server to go, and see to it that it is gone. Never throws. */
  async end(): Promise<void> {
    this.#started = false;
    await this.#client.dispose(END_DEADLINE_MS).catch(() => undefined);
    const child = this.#process;
    if (!child || hasEnded(child)) return;
    await Promise.race([once(child, "close"), delay(END_DEADLINE_MS).then(() => child.kill("SIGKILL"))]);
  }

  async #spawn(): Promise<StreamInfo> {
    const { command, args } = this.#launch;
    const child = spawn(command, [...args, "serve"], {
      // Not the opened folder: on Windows a program also loads libraries from where it stands.
      cwd: os.homedir(),
      // What a failing Python writes is read as UTF-8, which is not what it writes by itself on Windows.
      env: { ...process.env, PYTHONUTF8: "1" },
    });
    this.#process = child;
    let level: Level = "info";
    readline.createInterface({ input: child.stderr }).on("line", (line) => {
      this.#lastWords = line.trim() || this.#lastWords;
      level = levelOf(line, level);
      this.#log[level](line);
    });
    await once(child, "spawn");
    this.#log.info(`process ${child.pid} started`);
    return { reader: child.stdout, writer: child.stdin };
  }

  #ending(): string {
    const { exitCode, signalCode } = this.#process ?? {};
    return signalCode ?? (typeof exitCode === "number" ? `exit code ${exitCode}` : "");
  }
}

/** The settings that the server acts on, by the names it knows them by. */
const passedOn = ({ language, bundled, inlayHints }: Settings) => ({ language, bundled, inlayHints });

const hasEnded = ({ exitCode, signalCode }: ChildProcess) => exitCode !== null || signalCode !== null;

type Progress = NonNullable<NonNullable<LanguageClientOptions["middleware"]>["handleWorkDoneProgress"]>;

function progress(listener: Listener): Progress {
  const tasks = new Map<string | number, string>();
  let result = "";
  return (token, params, next) => {
    if (params.kind === "begin") tasks.set(token, params.title);
    if (params.kind === "end") {
      tasks.delete(token);
      result = params.message ?? result;
    }
    listener.working([...tasks.values()].at(-1), result);
    next(token, params);
  };
}
