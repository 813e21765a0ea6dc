import assert from "node:assert/strict";
import test from "node:test";

import { filtered, type Node, tree } from "../src/library";
import type { Listed } from "../src/protocol";

function persona(name: string, more: Partial<Listed> = {}): Listed {
  const id = name.split("/").at(-1) ?? name;
  return {
    id,
    name,
    title: name,
    description: "",
    tags: [],
    layer: "workspace",
    folder: "",
    uri: `file:///${name}.md`,
    parts: [],
    defaultPart: null,
    ...more,
  };
}

/** The tree as indented lines. */
function drawn(nodes: readonly Node[], indent = ""): string[] {
  return nodes.flatMap((node) =>
    node.kind === "persona"
      ? [indent + node.persona.name]
      : [`${indent}[${node.layer ?? node.label}]`, ...drawn(node.children, `${indent}  `)],
  );
}

test("folders are told without what all of them have in common, and those of one folder stand without it", () => {
  const dev = { folder: "personas/dev" };
  const all = [persona("sre", { folder: "personas/ops" }), persona("backend", dev), persona("api", dev)];
  assert.deepEqual(drawn(tree(all, "folder", "-")), ["[dev]", "  api", "  backend", "[ops]", "  sre"]);
  assert.deepEqual(drawn(tree(all.slice(1), "folder", "-")), ["api", "backend"]);
});

test("each layer is a branch as soon as there is more than the workspace", () => {
  const all = [
    persona("analista", { layer: "bundled", folder: "pt" }),
    persona("minha", { folder: "personas" }),
  ];
  assert.deepEqual(drawn(tree(all, "folder", "-")), ["[workspace]", "  minha", "[bundled]", "  analista"]);
  assert.deepEqual(drawn(tree(all.slice(0, 1), "folder", "-")), ["[bundled]", "  analista"]);
});

test("by tag a persona stands under each of its tags, once, and those without one come last", () => {
  const all = [persona("b", { tags: ["web", "apis", "web"] }), persona("a", { tags: ["web"] }), persona("c")];
  assert.deepEqual(drawn(tree(all, "tag", "sem tag")), [
    "[apis]",
    "  b",
    "[web]",
    "  a",
    "  b",
    "[sem tag]",
    "  c",
  ]);
});

test("a filter holds every word, wherever it stands, accents and case aside", () => {
  const all = [
    persona("seguranca", { title: "Especialista em Segurança", tags: ["web"] }),
    persona("backend", { title: "Desenvolvedor" }),
  ];
  const names = (query: string) => filtered(all, query).map(({ name }) => name);
  assert.deepEqual(names("SEGURANÇA especial"), ["seguranca"]);
  assert.deepEqual(names("web"), ["seguranca"]);
  assert.deepEqual(names("backend web"), []);
  assert.deepEqual(names("  "), ["seguranca", "backend"]);
});
