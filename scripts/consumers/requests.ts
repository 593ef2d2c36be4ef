// Requests that a document describes: built of its examples, of the job's ids, and of what `x-job` adds.
import { type Answer, type Sent, evaluate, idIn } from "./expressions.js";
import type { Json, JsonObject } from "./json.js";
import { member } from "./json.js";
import type { Call, Document, Job, Operation } from "./openapi.js";

export class Client {
  /** @param told - What a mock is to answer: `Prefer` headers by operation, in turn; the last one for ever. */
  constructor(
    private readonly document: Document,
    private readonly baseUrl: string,
    private readonly told: Record<string, string[]>,
  ) {}

  /** Start a job as the examples do; gives its ids. */
  async submit(job: Job): Promise<Record<string, string>> {
    const [answer, sent] = await this.send(job.submit, {}, true);
    return Object.fromEntries(
      Object.entries(job.id).map(([name, expression]) => {
        const found = evaluate(expression, answer, sent);
        const id = found === undefined || found === null ? undefined : idIn(job.pattern?.[name], String(found));
        if (id === undefined) throw new Error(`the submit, answered with ${answer.code}, gives no ${name}`);
        return [name, id];
      }),
    );
  }

  /** Send an operation with the ids of a job. */
  async call(call: Call, ids: Record<string, string>): Promise<Answer> {
    const [answer] = await this.send(call, ids, false);
    return answer;
  }

  /** How many results the first page has; undefined where the document has no operation that lists them. */
  async results(job: Job, ids: Record<string, string>): Promise<number | undefined> {
    const source = typeof job.results === "string" ? { operation: job.results } : job.results;
    if (source?.operation === undefined) return undefined;
    const pages = member(this.document.operation(source.operation).given, "x-pagination");
    const answer = await this.call({ operation: source.operation, with: source.with ?? {} }, ids);
    const items = evaluate(String(member(pages, "items")), answer);
    return Array.isArray(items) ? items.length : 0;
  }

  private async send(call: Call, ids: Record<string, string>, withBody: boolean): Promise<[Answer, Sent]> {
    const { operation: id, with: fixed = {} } = typeof call === "string" ? { operation: call } : call;
    const operation = this.document.operation(id);
    const sent = this.fill(operation, { ...fixed, ...ids });
    const path = operation.path.replace(/\{(.*?)\}/g, (_, name: string) => encodeURIComponent(sent.path[name] ?? ""));
    const query = new URLSearchParams(sent.query).toString();
    const body = withBody ? this.document.body(operation) : undefined;
    if (body !== undefined) sent.body = body.value;
    const response = await fetch(`${this.baseUrl}${path}${query && `?${query}`}`, {
      method: operation.method.toUpperCase(),
      headers: {
        Accept: "application/json",
        ...sent.header,
        ...this.document.credentials(operation),
        ...(body && { "Content-Type": body.mediaType }),
        ...this.prefer(id),
      },
      ...(body && { body: typeof body.value === "string" ? body.value : JSON.stringify(body.value) }),
    });
    return [await read(response), sent];
  }

  private fill({ parameters }: Operation, values: JsonObject): Sent {
    const sent: Sent = { path: {}, query: {}, header: {} };
    for (const { name, in: place, required, example } of parameters) {
      const value = values[name] ?? (required ? example : undefined);
      if (value !== undefined) sent[place][place === "header" ? name.toLowerCase() : name] = String(value);
    }
    return sent;
  }

  private prefer(operation: string): Record<string, string> {
    const turns = this.told[operation] ?? [];
    const turn = turns.length > 1 ? turns.shift() : turns[0];
    return turn === undefined ? {} : { Prefer: turn };
  }
}

async function read(response: Response): Promise<Answer> {
  const headers = Object.fromEntries(response.headers);
  const text = await response.text();
  try {
    const body: Json = JSON.parse(text);
    return { code: response.status, body, headers };
  } catch {
    return { code: response.status, headers, readable: false };
  }
}

/** Seconds of Retry-After, or until its date. */
export function retryAfter({ headers = {} }: Answer): number {
  const given = headers["retry-after"];
  if (given === undefined) return 0;
  const sentAt = Date.parse(headers["date"] ?? "") || Date.now();
  const seconds = /^\s*\d+\s*$/.test(given) ? Number(given) : (Date.parse(given) - sentAt) / 1000;
  return Number.isFinite(seconds) ? Math.max(0, seconds) : 0;
}
