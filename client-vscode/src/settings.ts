/** The settings: which of them start the server, and which the server itself acts on. */

export const SECTION = "personaLs";

export const LANGUAGE_CHOICES = ["auto", "en", "pt-BR"] as const;

/** Whether the server that comes with the extension runs, or rather one that is installed for the workspace. */
export const IMPORT_STRATEGIES = ["useBundled", "fromEnvironment"] as const;

export type ImportStrategy = (typeof IMPORT_STRATEGIES)[number];

export interface Settings {
  /** A `persona-ls` executable, `""` to look for one. */
  readonly serverPath: string;
  /** The Python interpreter that runs the server, `""` to look for one. */
  readonly python: string;
  readonly importStrategy: ImportStrategy;
  readonly language: (typeof LANGUAGE_CHOICES)[number];
  /** Whether the personas that come with the server are offered. */
  readonly bundled: boolean;
  readonly inlayHints: boolean;
}

/** Changing one of these needs another server process. */
export const STARTING_KEYS = [
  `${SECTION}.server.path`,
  `${SECTION}.python`,
  `${SECTION}.importStrategy`,
] as const;

/** Changing one of these reaches the running server. */
export const PASSED_KEYS = [`${SECTION}.language`, `${SECTION}.bundled`, `${SECTION}.inlayHints`] as const;

/** Read the settings, a value of the wrong type counting as not set: settings files are edited by hand. */
export function readSettings(get: (key: string) => unknown): Settings {
  return {
    serverPath: text(get("server.path")),
    python: text(get("python")),
    importStrategy: IMPORT_STRATEGIES.find((each) => each === get("importStrategy")) ?? "useBundled",
    language: LANGUAGE_CHOICES.find((choice) => choice === get("language")) ?? "auto",
    bundled: get("bundled") !== false,
    inlayHints: get("inlayHints") !== false,
  };
}

function text(value: unknown): string {
  return typeof value === "string" ? value.trim() : "";
}
