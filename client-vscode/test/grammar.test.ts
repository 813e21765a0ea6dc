/** The injection grammar, run by VS Code's own engine over a Markdown grammar reduced to the scopes that matter. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";

import { createOnigScanner, createOnigString, loadWASM } from "vscode-oniguruma";
import { INITIAL, parseRawGrammar, Registry } from "vscode-textmate";

const root = path.resolve(__dirname, "../..");
const INJECTION = "markdown.persona-reference.injection";

const MARKDOWN = {
  scopeName: "text.html.markdown",
  patterns: [
    { name: "comment.block.html", begin: "<!--", end: "-->" },
    {
      name: "markup.fenced_code.block.markdown",
      begin: "^```python$",
      end: "^```$",
      patterns: [{ begin: "(^|\\G)", while: "^(?!```$)", contentName: "meta.embedded.block.python" }],
    },
    { name: "markup.fenced_code.block.markdown", begin: "^```$", end: "^```$" },
    { name: "markup.raw.block.markdown", begin: "^ {4}", while: "^ {4}" },
    { name: "markup.inline.raw.string.markdown", match: "`[^`]*`" },
  ],
};

async function tokenize(text: string): Promise<string[]> {
  await oniguruma;
  const grammars: Record<string, string> = {
    "text.html.markdown": JSON.stringify(MARKDOWN),
    [INJECTION]: readFileSync(path.join(root, "syntaxes/reference.tmLanguage.json"), "utf8"),
  };
  const registry = new Registry({
    onigLib: Promise.resolve({ createOnigScanner, createOnigString }),
    loadGrammar: (scope) => Promise.resolve(parseRawGrammar(grammars[scope] ?? "{}", `${scope}.json`)),
    getInjections: (scope) => (scope === "text.html.markdown" ? [INJECTION] : undefined),
  });
  const grammar = await registry.loadGrammar("text.html.markdown");
  assert.ok(grammar);
  let state = INITIAL;
  return text.split("\n").flatMap((line) => {
    const result = grammar.tokenizeLine(line, state);
    state = result.ruleStack;
    return result.tokens
      .filter(({ scopes }) => scopes.some((scope) => scope.endsWith(".persona")))
      .map(
        ({ startIndex, endIndex, scopes }) =>
          `${line.slice(startIndex, endIndex)} ${kind(scopes.at(-1) ?? "")}`,
      )
      .filter((token) => token.trim() !== "meta.reference");
  });
}

const oniguruma = loadWASM(readFileSync(path.join(root, "node_modules/vscode-oniguruma/release/onig.wasm")));

const kind = (scope: string) => scope.split(".").slice(0, 2).join(".");

const NAME = ["@persona: keyword.other", "backend entity.name"];

test("a reference shows its sigil, name, part and arguments apart", async () => {
  assert.deepEqual(await tokenize('Use @persona:dev/backend#básico(users=500, stack="a)b", x=none) now.'), [
    "@persona: keyword.other",
    "dev/backend entity.name",
    "# punctuation.separator",
    "básico variable.other",
    "( punctuation.section",
    "users variable.parameter",
    "= keyword.operator",
    "500 constant.numeric",
    ", punctuation.separator",
    "stack variable.parameter",
    "= keyword.operator",
    '"a)b" string.quoted',
    ", punctuation.separator",
    "x variable.parameter",
    "= keyword.operator",
    "none constant.language",
    ") punctuation.section",
  ]);
});

for (const [text, where] of [
  ["(@persona:backend).", "in parentheses"],
  ["_@persona:backend_", "in emphasis"],
  ["@persona:backend (the usual one)", "before a parenthesis that is prose"],
  ["@persona:backend(see below)", "directly before a parenthesis that is prose"],
  ["@persona:backend# and so on", "before a lone number sign"],
  ["```\n@persona:backend\n```", "in a bare fence"],
] as const) {
  test(`a reference is seen ${where}: ${JSON.stringify(text)}`, async () => {
    assert.deepEqual(await tokenize(text), NAME);
  });
}

test("a code span that is nothing but a reference is coloured inside its backticks", async () => {
  assert.deepEqual(await tokenize("`@persona:backend`"), NAME);
});

for (const [text, why] of [
  ["mail me@persona:backend", "a word character stands before it"],
  ["x/@persona:backend", "a slash stands before it"],
  ["@@persona:backend", "another @ stands before it"],
  ["\\@persona:backend", "it is escaped"],
  ["@persona: backend", "there is no name"],
  ["<!-- @persona:backend -->", "it is in a comment"],
  ["```python\n@persona:backend\n```", "it is code of a language"],
  ["    @persona:backend", "it is indented code"],
] as const) {
  test(`nothing is coloured where ${why}: ${JSON.stringify(text)}`, async () => {
    assert.deepEqual(await tokenize(text), []);
  });
}
