import assert from "node:assert/strict";
import test from "node:test";

import { withoutIcons, withoutLinks } from "../src/inert";
import { fromPage, page } from "../src/panelMessages";

test("a message of the page is taken as it is meant, and nothing else is taken", () => {
  assert.deepEqual(fromPage({ kind: "copy", more: 1 }), { kind: "copy" });
  assert.deepEqual(fromPage({ kind: "values", values: { a: 1 } }), { kind: "values", values: { a: 1 } });
  assert.deepEqual(fromPage({ kind: "part", part: "basico" }), { kind: "part", part: "basico" });
  const strange = [
    null,
    "copy",
    {},
    { kind: "run" },
    { kind: "part", part: 1 },
    { kind: "values", values: [] },
  ];
  for (const message of strange) assert.equal(fromPage(message), undefined);
});

test("the page runs one script, by its nonce, and loads nothing but its style", () => {
  const html = page({
    script: "s.js",
    style: "s.css",
    origin: "https://host",
    nonce: "N0nce",
    language: "pt-br",
  });
  const policy = /content="(default-src[^"]+)"/.exec(html)?.[1];
  assert.equal(policy, "default-src 'none'; style-src https://host; script-src 'nonce-N0nce'");
  assert.equal(html.match(/<script/g)?.length, 1);
  assert.doesNotMatch(html, /unsafe|style=|onload/);
});

test("icons and links in the words of strangers stay words", () => {
  assert.equal(withoutIcons("$(trash) a"), "\\$(trash) a");
  assert.equal(withoutLinks("[x](command:quit)"), "[x] (command:quit)");
});
