// Reads questions from standard input and writes what this side makes of each, for comparison with another implementation.
import { readFileSync } from "node:fs";
import { IncomparableError, condition } from "./conditions.js";
import type { Answer } from "./expressions.js";
import type { Json } from "./json.js";
import { type Verdict, judge, judgeCall } from "./judge.js";
import { Document, type Rule } from "./openapi.js";

type Question =
  | { operation: string; answer: Answer; asked?: Answer; ids: Record<string, string>; changed?: Rule[] }
  | { rules: Rule[]; answer: Answer }
  | { condition: string; body: Json };

interface Questions {
  /** The file of a document. */
  document: string;
  questions: Question[];
}

async function answerTo(question: Question, document: Document): Promise<unknown> {
  if ("condition" in question) return holds(question.condition, question.body);
  const { outcome, rule, confirm } = await verdictOn(question, document);
  return [outcome, rule, confirm];
}

async function verdictOn(question: Exclude<Question, { condition: string }>, document: Document): Promise<Verdict> {
  if ("rules" in question) return judgeCall(question.rules, question.answer);
  const { operation, answer, asked = { code: 500 }, ids, changed } = question;
  const job = document.job(operation);
  return judge(changed ? { ...job, rules: changed } : job, answer, async () => asked, ids);
}

function holds(text: string, body: Json): boolean | "fault" {
  try {
    return condition(text)(body);
  } catch (error) {
    if (error instanceof IncomparableError) return "fault";
    throw error;
  }
}

const { document: file, questions }: Questions = JSON.parse(readFileSync(0, "utf8"));
const document = new Document(readFileSync(file, "utf8"));
for (const question of questions) console.log(JSON.stringify(await answerTo(question, document)));
