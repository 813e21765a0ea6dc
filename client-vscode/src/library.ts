/** The library as the explorer shows it: filtered, and grouped by folder or by tag. Values in, values out. */
import type { Layer, Listed } from "./protocol";

export const GROUPINGS = ["folder", "tag"] as const;

export type Grouping = (typeof GROUPINGS)[number];

export interface Group {
  readonly kind: "group";
  /** The same for the same branch of a later tree, so that the editor keeps it open. */
  readonly id: string;
  readonly label: string;
  /** Set for the groups that stand for a whole layer, whose name is the door's to say. */
  readonly layer?: Layer;
  readonly children: readonly Node[];
}

export interface Leaf {
  readonly kind: "persona";
  readonly id: string;
  readonly persona: Listed;
}

export type Node = Group | Leaf;

const LAYERS: readonly Layer[] = ["workspace", "user", "bundled"];

/** The personas whose name, title, description or tags hold every word of `query`, accents and case aside. */
export function filtered(personas: readonly Listed[], query: string): readonly Listed[] {
  const words = folded(query).split(/\s+/).filter(Boolean);
  if (!words.length) return personas;
  return personas.filter(({ name, title, description, tags }) => {
    const said = folded([name, title, description, ...tags].join(" "));
    return words.every((word) => said.includes(word));
  });
}

/** The tree of `personas`: by folder inside each layer, or by tag with `untagged` for those without one. */
export function tree(personas: readonly Listed[], grouping: Grouping, untagged: string): readonly Node[] {
  return grouping === "tag" ? byTag(personas, untagged) : byLayer(personas);
}

function byLayer(personas: readonly Listed[]): readonly Node[] {
  const layers = LAYERS.map((layer) => ({
    layer,
    own: personas.filter((each) => each.layer === layer),
  })).filter(({ own }) => own.length);
  const nodes = layers.map(({ layer, own }): Group => ({
    kind: "group",
    id: layer,
    label: "",
    layer,
    children: byFolder(own, layer),
  }));
  // One layer needs no heading: mostly it is the workspace, and a tree should not begin with a single branch.
  return nodes.length === 1 && nodes[0]?.layer === "workspace" ? nodes[0].children : nodes;
}

/** Folders first, then the personas that lie beside them; what all folders have in common is not said. */
function byFolder(personas: readonly Listed[], under: string): readonly Node[] {
  const common = commonFolder(personas.map(({ folder }) => folder));
  const folders = gathered(personas, ({ folder }) => [folder.slice(common.length).replace(/^\//, "")]);
  const here = folders.get("") ?? [];
  return [
    ...groups(
      [...folders].filter(([label]) => label),
      under,
    ),
    ...leaves(here, under),
  ];
}

function byTag(personas: readonly Listed[], untagged: string): readonly Node[] {
  const tags = gathered(personas, (each) => each.tags);
  const rest = personas.filter((each) => !each.tags.length);
  return [...groups([...tags], "tag"), ...(rest.length ? groups([[untagged, rest]], "untagged") : [])];
}

function groups(named: readonly (readonly [string, readonly Listed[]])[], under: string): Group[] {
  return [...named]
    .sort(([a], [b]) => a.localeCompare(b))
    .map(([label, own]) => {
      const id = `${under}/${label}`;
      return { kind: "group", id, label, children: leaves(own, id) };
    });
}

const leaves = (personas: readonly Listed[], under: string): Leaf[] =>
  [...personas]
    .sort((a, b) => a.name.localeCompare(b.name))
    .map((persona) => ({ kind: "persona", id: `${under}/${persona.uri}`, persona }));

function gathered(
  personas: readonly Listed[],
  namesOf: (persona: Listed) => readonly string[],
): Map<string, Listed[]> {
  const found = new Map<string, Listed[]>();
  for (const persona of personas)
    for (const name of new Set(namesOf(persona))) found.set(name, [...(found.get(name) ?? []), persona]);
  return found;
}

function commonFolder(folders: readonly string[]): string {
  const [first = [], ...rest] = folders.map((folder) => folder.split("/"));
  const parts = [...first];
  for (const other of rest) while (parts.some((part, at) => other[at] !== part)) parts.pop();
  return parts.join("/");
}

const folded = (words: string) => words.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
