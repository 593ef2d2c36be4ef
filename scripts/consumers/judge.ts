// What an answer means: the algorithm of specs/README.md, "Judging an answer", and nothing besides.
import { IncomparableError, condition } from "./conditions.js";
import { type Answer, evaluate, idIn } from "./expressions.js";
import { type Json, isObject } from "./json.js";
import type { Job, Outcome, Rule } from "./openapi.js";

export interface Verdict {
  /** An outcome, or missing, fault, refused, unknown; empty where no rule of a call decides. */
  outcome: string;
  /** Which rule decided: its index, and that of an inner rule. Empty where the word or the code did. */
  rule: number[];
  /** How many looks in a row must say so. */
  confirm: number;
  why?: string;
}

type Meaning = Outcome | "unknown" | "absent";

/** Sends one operation with the ids of the job. */
export type Ask = (operation: string) => Promise<Answer>;

const ENDED: string[] = ["succeeded", "partial", "failed", "gone"];
const PASSING = [408, 425, 429];
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What an answer of the polled operation means; `ids` are those that were asked for. */
export async function judge(job: Job, answer: Answer, ask: Ask, ids: Record<string, string> = {}): Promise<Verdict> {
  try {
    return await decide(job, answer, ask, ids);
  } catch (error) {
    return fault(error);
  }
}

/** What an answer of another operation means by the rules of its place, where there is no word. */
export function judgeCall(rules: Rule[], answer: Answer): Verdict {
  try {
    // A good answer that cannot be read is judged by a rule about its status code alone.
    const canTell = ({ code, when }: Rule) => !isTwo(answer) || isGood(answer) || (code !== undefined && when === undefined);
    const index = rules.findIndex((rule) => canTell(rule) && applies(rule, answer));
    const rule = rules[index];
    if (rule !== undefined) return { outcome: rule.outcome ?? "", rule: [index], confirm: rule.confirm ?? 1 };
  } catch (error) {
    return fault(error);
  }
  return verdict(isGood(answer) ? "" : byCode(answer.code));
}

async function decide(job: Job, answer: Answer, ask: Ask, ids: Record<string, string>): Promise<Verdict> {
  if (isTwo(answer) && !isGood(answer)) return verdict("fault", "the body cannot be read");
  const meaning = isOther(job, answer, ids) ? undefined : meaningOf(job, answer);
  if (meaning === undefined) return verdict("fault", "the answer is about another job");
  for (const [index, rule] of (job.rules ?? []).entries()) {
    if (!fits(rule, meaning) || !applies(rule, answer)) continue;
    const confirm = rule.confirm ?? 1;
    if (rule.ask === undefined) return { outcome: rule.outcome ?? "", rule: [index], confirm };
    const asked = judgeCall(rule.rules ?? [], await ask(rule.ask));
    if (asked.outcome !== "") return { ...asked, rule: [index, ...asked.rule], confirm };
  }
  if (meaning === "pending" || ENDED.includes(meaning)) return verdict(meaning);
  return verdict(isGood(answer) && meaning === "unknown" ? meaning : byCode(answer.code));
}

function verdict(outcome: string, why?: string): Verdict {
  return { outcome, rule: [], confirm: 1, ...(why === undefined ? {} : { why }) };
}

function fault(error: unknown): Verdict {
  if (error instanceof IncomparableError) return verdict("fault", error.message);
  throw error;
}

function isTwo({ code }: Answer): boolean {
  return code >= 200 && code < 300;
}

function isGood(answer: Answer): boolean {
  return isTwo(answer) && answer.readable !== false;
}

function byCode(code: number): string {
  if (code === 404) return "missing";
  if (code === 410) return "gone";
  return code < 300 || PASSING.includes(code) || code >= 500 ? "fault" : "refused";
}

function fits({ word, code }: Rule, meaning: Meaning): boolean {
  const wanted = [word ?? (code === undefined ? "ended" : "any")].flat();
  return wanted.some((one) => one === meaning || one === "any" || (one === "ended" && ENDED.includes(meaning)));
}

function applies({ code = ["2XX"], when }: Rule, answer: Answer): boolean {
  if (!code.some((one) => one === answer.code || one === `${Math.floor(answer.code / 100)}XX`)) return false;
  return when === undefined || condition(when)(answer.readable === false ? undefined : answer.body);
}

function meaningOf({ status, words = {} }: Job, answer: Answer): Meaning {
  if (status === undefined || (status !== "$statusCode" && !isGood(answer))) return "absent";
  const given = evaluate(status, answer);
  if (given === undefined) return "absent";
  if (given === null) return "unknown";
  const known = new Map(Object.entries(words).map(([word, meaning]) => [fold(word), meaning]));
  const isFlag = [...known.keys()].every((word) => word === "TRUE" || word === "FALSE");
  if (Array.isArray(given) || isObject(given) || (isFlag && typeof given !== "boolean")) {
    throw new IncomparableError(`the status is ${JSON.stringify(given)}`);
  }
  return known.get(fold(String(given))) ?? "unknown";
}

function fold(word: string): string {
  return word.trim().toUpperCase();
}

function isOther({ echo = {}, pattern = {} }: Job, answer: Answer, ids: Record<string, string>): boolean {
  return isGood(answer) && Object.entries(echo).some(([name, expression]) => {
    const [found, wanted] = [evaluate(expression, answer), ids[name]];
    if (wanted === undefined || found === undefined || found === null) return false;
    if (!isId(found)) return true;
    const said = idIn(pattern[name], String(found));
    return said === undefined || !isSame(said, wanted);
  });
}

function isId(value: Json | undefined): value is string | number {
  return typeof value === "string" || typeof value === "number";
}

/** As text or number, percent-encoded or not, a UUID in either case. */
function isSame(...ids: [string, string]): boolean {
  const [one, other] = ids.map((id) => decoded(id.trim())) as [string, string];
  if (/^[0-9]+$/.test(one) && /^[0-9]+$/.test(other)) return one.replace(/^0+/, "") === other.replace(/^0+/, "");
  return one === other || (UUID.test(one) && one.toLowerCase() === other.toLowerCase());
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
