// Steps, counted: each one either happens or says what did not, and the run goes on.

/** Poll until `ask` gives something true, and return that. The last answer is part of the failure. */
export async function until(what, ask, { timeout = 30_000, every = 100 } = {}) {
  const end = Date.now() + timeout;
  for (;;) {
    const answer = await attempt(ask);
    if (answer.value) return answer.value;
    if (Date.now() > end)
      throw new Error(`waited ${timeout / 1000} s for ${what}; last: ${answer.error ?? answer.value}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

async function attempt(ask) {
  try {
    return { value: await ask() };
  } catch (error) {
    return { error };
  }
}

/** A run of named steps. `whenFailed(number)` may save what helps to understand, for instance a picture. */
export function suite(whenFailed) {
  let passed = 0;
  let failed = 0;
  return {
    async step(name, act) {
      const start = Date.now();
      try {
        await act();
        passed++;
        console.log(`ok    ${name} (${Date.now() - start} ms)`);
      } catch (error) {
        failed++;
        process.exitCode = 1;
        console.log(`FAIL  ${name} (${Date.now() - start} ms)\n${error.message.replace(/^/gm, "      ")}`);
        await whenFailed(failed);
      }
    },
    /** Print the closing line; a run in which nothing passed has failed as well. */
    close() {
      console.log(`${passed} passed, ${failed} failed`);
      if (!passed) process.exitCode = 1;
    },
  };
}
