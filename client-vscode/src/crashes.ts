/** When a server that died is started again: often enough to survive an accident, not so often that it goes on for ever. */

const MOST = 4;
const WITHIN_MS = 3 * 60 * 1000;

export class Crashes {
  #times: number[] = [];

  /** Count a crash at `now` (milliseconds) and say whether to start the server again. */
  mayRestart(now: number): boolean {
    this.#times = [...this.#times.filter((time) => now - time < WITHIN_MS), now];
    return this.#times.length <= MOST;
  }

  /** The person restarted the server: what was before does not count. */
  forget(): void {
    this.#times = [];
  }
}
