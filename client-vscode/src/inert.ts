/** Words of strangers (titles, messages of programs) as text: several places of the editor read icons and links out of plain strings. */

/** For a label of the quick pick or the status bar, where `$(trash)` would be an icon. */
export const withoutIcons = (words: string) => words.replace(/\$\(/g, "\\$(");

/** For a message or the language status, where `[words](command:…)` would be a link that runs a command. */
export const withoutLinks = (words: string) => words.replace(/\]\(/g, "] (");
