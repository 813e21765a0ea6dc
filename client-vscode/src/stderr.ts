/** The level of what a server writes to stderr: Python's logging begins a record with its level, and a traceback follows it. */

export type Level = "error" | "warn" | "info" | "debug";

const LEVELS: Record<string, Level> = {
  CRITICAL: "error",
  ERROR: "error",
  Traceback: "error",
  WARNING: "warn",
  INFO: "info",
  DEBUG: "debug",
};

/** The level of a line; one that begins no record belongs to the record before it, whose level was `previous`. */
export function levelOf(line: string, previous: Level): Level {
  return LEVELS[/^[A-Za-z]+/.exec(line)?.[0] ?? ""] ?? previous;
}
