// A wait for the end of a job: when to look again, and when to give up. What an answer means is for judge.ts.
import type { Verdict } from "./judge.js";
import type { Job } from "./openapi.js";

export interface Clock {
  /** Seconds since some moment. */
  now(): number;
  sleep(seconds: number): Promise<void>;
}

export interface Look {
  verdict: Verdict;
  /** Seconds that the server asks to be left alone. */
  retryAfter: number;
}

export interface Ended {
  /** succeeded, partial, failed or gone; or why the wait ended before the job: missing, unknown, fault, refused, timeout. */
  outcome: string;
  why: string;
  looks: number;
  /** Seconds before each look but the first. */
  pauses: number[];
}

// What a wait tolerates where the document does not say: seconds, and a number of faults in a row.
const FLOOR = 2;
const CEILING = 60;
const GRACE = 10;
const UNKNOWN_GRACE = 120;
const FAULTS = 10;
const SHARE = 0.1;

/** Look until the job has ended, or until no look can tell. */
export async function wait(job: Job, look: () => Promise<Look>, clock: Clock, timeout: number): Promise<Ended> {
  const { floor = FLOOR, ceiling = CEILING } = job.looks ?? {};
  const started = clock.now();
  const pauses: number[] = [];
  const since = new Map<string, number>();
  let [seen, faults, inRow, last] = [false, 0, 0, ""];
  for (let looks = 1; ; looks++) {
    const { verdict, retryAfter } = await look();
    const { outcome, why = "" } = verdict;
    const now = clock.now();
    const end = (outcome: string): Ended => ({ outcome, why, looks, pauses });
    if (outcome === "refused") return end(outcome);
    if (outcome === "fault") {
      if (++faults === FAULTS) return end(outcome);
    } else {
      // A fault between two looks does not break a row of equal answers, nor a grace.
      inRow = outcome === last ? inRow + 1 : 1;
      if (outcome !== last) since.set(outcome, now);
      [faults, last] = [0, outcome];
      const rest = (seconds: number): number => (since.get(outcome) ?? now) + seconds - now;
      if (outcome === "missing") {
        const grace = seen && !job.grace?.again ? 0 : (job.grace?.seconds ?? GRACE);
        if (rest(grace) <= 0) return end(seen ? "gone" : outcome);
      } else if (outcome === "unknown") {
        if (rest(UNKNOWN_GRACE) <= 0) return end(outcome);
      } else if (outcome !== "pending" && inRow >= verdict.confirm) return end(outcome);
      seen ||= outcome !== "missing";
    }
    const planned = Math.min(ceiling, Math.max(floor, SHARE * (now - started), faults > 0 ? floor * 2 ** faults : 0));
    const pause = Math.max(planned, retryAfter);
    if (now + pause - started > timeout) return end("timeout");
    pauses.push(pause);
    await clock.sleep(pause);
  }
}
