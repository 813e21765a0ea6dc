/** The manifest, the code and the two languages say the same. */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";

import { LANGUAGES } from "../src/documents";
import { LANGUAGE_CHOICES, PASSED_KEYS, SECTION, STARTING_KEYS } from "../src/settings";

const root = path.resolve(__dirname, "../..");
const read = (file: string) => readFileSync(path.join(root, file), "utf8");
const json = (file: string) => JSON.parse(read(file)) as Record<string, string>;

interface Manifest {
  activationEvents: string[];
  capabilities: { untrustedWorkspaces: { restrictedConfigurations: string[] } };
  contributes: {
    commands: { command: string }[];
    configuration: { properties: Record<string, { scope?: string; enum?: string[] }> };
  };
}

const manifest = JSON.parse(read("package.json")) as Manifest;
const properties = manifest.contributes.configuration.properties;
const sources = readdirSync(path.join(root, "src"))
  .map((name) => read(`src/${name}`))
  .join("\n");

test("the extension activates on every language that it serves", () => {
  const activating = manifest.activationEvents.filter((event) => event.startsWith("onLanguage:"));
  assert.deepEqual(
    activating,
    LANGUAGES.map((language) => `onLanguage:${language}`),
  );
});

test("a setting that names a program is the machine's, and restricted in a folder that is not trusted", () => {
  assert.deepEqual(manifest.capabilities.untrustedWorkspaces.restrictedConfigurations, [...STARTING_KEYS]);
  for (const key of STARTING_KEYS) assert.equal(properties[key]?.scope, "machine-overridable");
});

test("a change of any setting but the trace restarts the server or is passed on to it", () => {
  const acted = [...STARTING_KEYS, ...PASSED_KEYS, `${SECTION}.trace.server`];
  assert.deepEqual(Object.keys(properties).sort(), acted.sort());
});

test("the languages offered by the setting are those the client understands", () => {
  assert.deepEqual(properties[`${SECTION}.language`]?.enum, [...LANGUAGE_CHOICES]);
});

test("every command of the manifest is registered by the code, and no other", () => {
  const registered = [...sources.matchAll(/^ {6}"(personaLs\.[^"]+)":/gm)].map((match) => match[1]);
  const own = manifest.contributes.commands.map(({ command }) => command);
  // The server's code lenses use it, and no person does.
  assert.deepEqual(registered.sort(), [...own, "personaLs.showReferences"].sort());
});

test("menus, buttons and walkthrough name commands that there are", () => {
  const own = manifest.contributes.commands.map(({ command }) => command);
  const named = [...read("package.json").matchAll(/"command": "([^"]+)"/g)].map((match) => match[1] ?? "");
  const linked = [...read("package.nls.json").matchAll(/\(command:([^)]+)\)/g)].map(
    (match) => match[1] ?? "",
  );
  const views = ["personaLs.explorer.focus"];
  for (const name of [...named, ...linked]) assert.ok([...own, ...views].includes(name), name);
});

test("no key of the editor is taken", () => {
  assert.equal("keybindings" in manifest.contributes, false);
});

test("the pictures that the manifest names are there", () => {
  for (const [, file = ""] of read("package.json").matchAll(/"(images\/[^"]+)"/g))
    assert.ok(existsSync(path.join(root, file)), file);
});

test("every text of the manifest is there in English and in Portuguese, and none is left over", () => {
  const used = [...read("package.json").matchAll(/"%([^%"]+)%"/g)].map((match) => match[1]);
  const wanted = [...new Set(used)].sort();
  assert.deepEqual(Object.keys(json("package.nls.json")).sort(), wanted);
  assert.deepEqual(Object.keys(json("package.nls.pt-br.json")).sort(), wanted);
});

test("every sentence of the code is there in Portuguese with the same placeholders, and none is left over", () => {
  const portuguese = json("l10n/bundle.l10n.pt-br.json");
  const said = [...sources.matchAll(/l10n\.t\(\s*"([^"]+)"/g)].map((match) => match[1] ?? "");
  assert.deepEqual(Object.keys(portuguese).sort(), [...new Set(said)].sort());
  const placeholders = (text: string) => (text.match(/\{\d\}/g) ?? []).sort();
  for (const [english, text] of Object.entries(portuguese))
    assert.deepEqual(placeholders(text), placeholders(english));
});

test("the lock file names no registry", () => {
  assert.doesNotMatch(read("package-lock.json"), /"resolved"/);
});
