/**
 * Which documents are ours to serve.
 *
 * VS Code gives agent and prompt files languages of their own since 1.100, so "markdown" alone would miss most of
 * them; and older versions call some of them plain text, so a few are named by path. The server decides by path only.
 */
export const LANGUAGES = ["markdown", "prompt", "instructions", "chatagent", "skill"] as const;

/** Files that a language id does not tell, at least in some supported version of VS Code. */
export const PATTERNS = ["**/*.{mdc,prompt}", "**/{.cursorrules,.windsurfrules,.clinerules}"] as const;

/** `vscode-userdata` is where VS Code keeps a person's own prompt and instruction files. */
const SCHEMES = ["file", "untitled", "vscode-userdata"] as const;

type Filter = { scheme: string; language: string } | { scheme: string; pattern: string };

export const DOCUMENTS: Filter[] = [
  ...SCHEMES.flatMap((scheme) => LANGUAGES.map((language) => ({ scheme, language }))),
  ...PATTERNS.map((pattern) => ({ scheme: "file", pattern })),
];
