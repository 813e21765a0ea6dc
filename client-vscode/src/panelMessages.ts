/** What the preview's page and the extension say to each other. */
import type { Preview, Values } from "./protocol";

/** Every sentence of the page: it has none of its own. */
export interface Labels {
  readonly copy: string;
  readonly insert: string;
  readonly open: string;
  readonly part: string;
  readonly variables: string;
  readonly text: string;
  readonly asWritten: string;
  /** Before the names of the personas that the marked pieces come from. */
  readonly composed: string;
  readonly required: string;
  readonly onePerLine: string;
  readonly cut: string;
}

export type ToPage =
  | {
      readonly kind: "show";
      /** What is shown; another one begins with a fresh form. */
      readonly subject: string;
      readonly preview: Preview;
      readonly title: string;
      /** Which library the persona is from, where that is not the workspace. */
      readonly origin: string;
      readonly size: string;
      readonly labels: Labels;
    }
  | { readonly kind: "empty"; readonly words: string };

export type FromPage =
  | { readonly kind: "ready" | "copy" | "insert" | "open" }
  | { readonly kind: "values"; readonly values: Values }
  | { readonly kind: "part"; readonly part: string };

/** A message of the page, `undefined` for anything else: the page shows strangers' words, so what it says is looked at. */
export function fromPage(message: unknown): FromPage | undefined {
  if (typeof message !== "object" || message === null) return undefined;
  const { kind, part, values } = message as Record<string, unknown>;
  switch (kind) {
    case "ready":
    case "copy":
    case "insert":
    case "open":
      return { kind };
    case "part":
      return typeof part === "string" ? { kind, part } : undefined;
    case "values":
      return typeof values === "object" && values !== null && !Array.isArray(values)
        ? { kind, values: values as Values }
        : undefined;
    default:
      return undefined;
  }
}

export interface Sources {
  readonly script: string;
  readonly style: string;
  /** Where the editor serves files of an extension from (`webview.cspSource`). */
  readonly origin: string;
  readonly nonce: string;
  readonly language: string;
}

/** The page of the preview, empty: all that is shown comes as messages and is put in as text. */
export const page = ({ script, style, origin, nonce, language }: Sources) => `<!DOCTYPE html>
<html lang="${language}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src ${origin}; script-src 'nonce-${nonce}'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="${style}">
<title>persona-ls</title>
</head>
<body>
<main id="page"></main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>
`;
