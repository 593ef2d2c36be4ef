// Another team's program: it starts jobs, waits until each has ended, and reads the first results, by `x-job` alone. It runs
// against a mock, which is told with every request what to answer, and against a clock that only sleeps move.
import { readFileSync } from "node:fs";
import { judge } from "./judge.js";
import { Document } from "./openapi.js";
import { Client, retryAfter } from "./requests.js";
import { wait } from "./wait.js";

interface Orders {
  /** The file of a document. */
  document: string;
  url: string;
  jobs: { polled: string; timeout: number; answers: Record<string, string[]> }[];
}

class FakeClock {
  private seconds = 0;
  now = (): number => this.seconds;
  sleep = async (seconds: number): Promise<void> => {
    this.seconds += seconds;
  };
}

const orders: Orders = JSON.parse(readFileSync(0, "utf8"));
const document = new Document(readFileSync(orders.document, "utf8"));
for (const { polled, timeout, answers } of orders.jobs) {
  const job = document.job(polled);
  const client = new Client(document, orders.url, answers);
  const ids = await client.submit(job);
  const look = async () => {
    const answer = await client.call(polled, ids);
    const verdict = await judge(job, answer, (operation) => client.call(operation, ids), ids);
    return { verdict, retryAfter: retryAfter(answer) };
  };
  const ended = await wait(job, look, new FakeClock(), timeout);
  const hasResults = ended.outcome === "succeeded" || ended.outcome === "partial";
  const results = hasResults ? await new Client(document, orders.url, {}).results(job, ids) : undefined;
  console.log(JSON.stringify({ ...ended, results }));
}
