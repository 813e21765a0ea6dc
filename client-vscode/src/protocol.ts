/** What the server answers to the requests that only this extension makes (`lsp/answers/panel.py`). */

export type Layer = "workspace" | "user" | "bundled";

export interface PersonaLink {
  readonly id: string;
  readonly title: string;
  readonly layer: Layer;
  readonly uri: string;
}

export interface Part {
  readonly name: string;
  readonly heading: string;
  readonly isPrompt: boolean;
  /** Variables that have no value unless a reference gives one. */
  readonly needs: readonly string[];
}

export interface Listed extends PersonaLink {
  /** What a reference says: the id, with folders where it takes them. */
  readonly name: string;
  readonly description: string;
  readonly tags: readonly string[];
  /** The folders between the workspace folder and the file, `personas/dev`. */
  readonly folder: string;
  readonly parts: readonly Part[];
  /** What a reference without a part means. */
  readonly defaultPart: string | null;
}

export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

export type Values = Readonly<Record<string, Value>>;

export interface Variable {
  readonly name: string;
  readonly kind: "text" | "number" | "boolean" | "choice" | "list";
  readonly description: string;
  readonly options: readonly Value[];
  readonly isRequired: boolean;
  /** Absent where there is none. */
  readonly value?: Value;
  readonly default?: Value;
}

export interface Range {
  readonly start: Place;
  readonly end: Place;
}

export interface Place {
  readonly line: number;
  readonly character: number;
}

/** A prompt as it will be. Without `persona` it is a whole prompt file. */
export interface Preview {
  readonly persona: (PersonaLink & { readonly parts: readonly Part[] }) | null;
  readonly part: string | null;
  /** The reference in the document. */
  readonly range: Range | null;
  /** When false the pieces are the text as it is written, and `problems` say why. */
  readonly isRendered: boolean;
  readonly pieces: readonly { readonly text: string; readonly persona: PersonaLink | null }[];
  readonly length: number;
  readonly tokens: number;
  readonly variables: readonly Variable[];
  readonly problems: readonly string[];
}

export interface Standing {
  readonly isReady: boolean;
  readonly workspace: number;
  readonly user: number;
  readonly bundled: number;
  readonly unreadable: number;
}

/** Each request with its parameters and its answer. */
export interface Requests {
  "persona-ls/personas": [{ textDocument?: { uri: string } }, readonly Listed[]];
  "persona-ls/render": [
    (
      | { textDocument: { uri: string }; position?: Place; values?: Values }
      | { persona: string; part?: string; values?: Values }
    ),
    Preview | null,
  ];
  "persona-ls/newPersona": [
    { name: string; textDocument?: { uri: string } },
    { uri: string; text: string } | null,
  ];
  "persona-ls/status": [Record<string, never>, Standing];
}

export type Ask = <M extends keyof Requests>(method: M, params: Requests[M][0]) => Promise<Requests[M][1]>;

/** The text of a preview, whole. */
export const textOf = ({ pieces }: Preview) => pieces.map(({ text }) => text).join("");
