/** The view of the library: a tree by folder or tag, with a filter, that is read again when the server says that something changed. */
import {
  commands,
  type Disposable,
  EventEmitter,
  type Memento,
  ThemeIcon,
  type TreeDataProvider,
  TreeItem,
  TreeItemCollapsibleState,
  type TreeView,
  window,
} from "vscode";

import { filtered, type Group, type Grouping, type Leaf, type Node, tree } from "./library";
import type { Ask, Layer, Listed } from "./protocol";
import { explorer as words, layerName } from "./words";

const VIEW = "personaLs.explorer";
const REMEMBERED = "personaLs.explorer.grouping";
/** The server may tell of several changes a second, while somebody types in a persona. */
const CALM_MS = 500;

const ICONS: Record<Layer, string> = { workspace: "account", user: "home", bundled: "package" };

export class Explorer implements TreeDataProvider<Node>, Disposable {
  readonly #changed = new EventEmitter<undefined>();
  readonly onDidChangeTreeData = this.#changed.event;
  readonly #ask: Ask;
  readonly #memory: Memento;
  readonly #view: TreeView<Node>;
  #personas: readonly Listed[] = [];
  #isStale = true;
  #timer: NodeJS.Timeout | undefined;
  #query = "";
  /** The branches that the person has opened: the editor forgets them with a tree in which they are not, as a filter makes one. */
  readonly #open = new Set<string>(["workspace", "user"]);

  constructor(ask: Ask, memory: Memento) {
    this.#ask = ask;
    this.#memory = memory;
    this.#view = window.createTreeView(VIEW, { treeDataProvider: this, showCollapseAll: true });
    this.#view.onDidChangeVisibility(({ visible }) => {
      if (visible) this.#refreshSoon();
    });
    this.#view.onDidExpandElement(({ element }) => this.#open.add(element.id));
    this.#view.onDidCollapseElement(({ element }) => this.#open.delete(element.id));
    void commands.executeCommand("setContext", "personaLs.groupedBy", this.#grouping);
  }

  /** The library is not what it was. */
  stale(): void {
    this.#isStale = true;
    this.#refreshSoon();
  }

  group(by: Grouping): void {
    void this.#memory.update(REMEMBERED, by);
    void commands.executeCommand("setContext", "personaLs.groupedBy", by);
    this.#changed.fire(undefined);
  }

  async filter(): Promise<void> {
    const query = await window.showInputBox({
      title: words.filter(),
      prompt: words.filterHelp(),
      value: this.#query,
    });
    if (query !== undefined) this.show(query);
  }

  /** Show what fits `query`; all for `""`. */
  show(query: string): void {
    this.#query = query.trim();
    void commands.executeCommand("setContext", "personaLs.filtered", this.#query !== "");
    this.#changed.fire(undefined);
  }

  async getChildren(node?: Node): Promise<Node[]> {
    if (node) return node.kind === "group" ? [...node.children] : [];
    if (this.#isStale) {
      this.#isStale = false;
      this.#personas = await this.#ask("persona-ls/personas", {}).catch(() => {
        this.#isStale = true;
        return [];
      });
    }
    const shown = filtered(this.#personas, this.#query);
    this.#view.message = this.#query ? words.filtered(this.#query, shown.length) : "";
    return [...tree(shown, this.#grouping, words.untagged())];
  }

  getTreeItem(node: Node): TreeItem {
    return node.kind === "group"
      ? groupItem(node, this.#query !== "", this.#open.has(node.id))
      : personaItem(node);
  }

  dispose(): void {
    clearTimeout(this.#timer);
    this.#changed.dispose();
    this.#view.dispose();
  }

  get #grouping(): Grouping {
    return this.#memory.get(REMEMBERED) === "tag" ? "tag" : "folder";
  }

  #refreshSoon(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      if (this.#isStale && this.#view.visible) this.#changed.fire(undefined);
    }, CALM_MS);
  }
}

function groupItem({ id, label, layer, children }: Group, isFiltered: boolean, isOpen: boolean): TreeItem {
  const item = new TreeItem(
    layer ? layerName(layer) : label,
    isFiltered || isOpen ? TreeItemCollapsibleState.Expanded : TreeItemCollapsibleState.Collapsed,
  );
  // Another branch to the editor, which would keep the one of the whole tree closed.
  item.id = isFiltered ? `filtered/${id}` : id;
  if (layer) item.iconPath = new ThemeIcon(ICONS[layer]);
  item.description = String(count(children));
  return item;
}

const count = (nodes: readonly Node[]): number =>
  nodes.reduce((sum, node) => sum + (node.kind === "group" ? count(node.children) : 1), 0);

function personaItem(leaf: Leaf): TreeItem {
  const { name, title, description, tags, layer } = leaf.persona;
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.description = title;
  // A string, never Markdown: a title may be a stranger's.
  item.tooltip = [title, description, tags.map((tag) => `#${tag}`).join(" "), layerName(layer)]
    .filter(Boolean)
    .join("\n");
  item.iconPath = new ThemeIcon(ICONS[layer]);
  item.id = leaf.id;
  item.contextValue = "persona";
  item.command = {
    command: "personaLs.preview",
    title: words.preview(),
    arguments: [leaf],
  };
  return item;
}
