// Runtime expressions of OpenAPI: where a value is in an answer or a request.
import { type Json, member } from "./json.js";

/** An answer of a server. */
export interface Answer {
  code: number;
  /** As JSON is read; undefined where there is none. */
  body?: Json;
  /** By name in lower case. */
  headers?: Record<string, string>;
  /** Whether the body is what the document promises: HTML of a gateway is not. */
  readable?: boolean;
}

/** What was sent. */
export interface Sent {
  path: Record<string, string>;
  query: Record<string, string>;
  header: Record<string, string>;
  body?: Json;
}

/** What is at a JSON pointer; undefined where nothing is, and null where null is. */
export function at(pointer: string, body: Json | undefined): Json | undefined {
  const names = pointer.split("/").slice(1);
  return names
    .map((name) => name.replaceAll("~1", "/").replaceAll("~0", "~"))
    .reduce<Json | undefined>((found, name) => {
      const isIndex = Array.isArray(found) && /^[0-9]+$/.test(name);
      return member(found, isIndex ? Number(name) : name);
    }, body);
}

/** What an expression such as `$response.body#/id` is about. */
export function evaluate(expression: string, answer: Answer, sent?: Sent): Json | undefined {
  const [head = "", pointer = ""] = expression.split("#", 2);
  if (head === "$statusCode") return answer.code;
  if (head === "$response.body") return at(pointer, answer.body);
  if (head === "$request.body") return at(pointer, sent?.body);
  const [message, part, ...rest] = head.slice(1).split(".");
  const name = rest.join(".");
  if (message === "response" && part === "header") return answer.headers?.[name.toLowerCase()];
  if (message === "request" && part === "header") return sent?.header[name.toLowerCase()];
  if (message === "request" && (part === "path" || part === "query")) return sent?.[part][name];
  throw new Error(`${expression} is no runtime expression of the documents`);
}

/** The id in a longer text, by a `pattern`; undefined where it does not fit. */
export function idIn(pattern: string | undefined, text: string): string | undefined {
  return pattern === undefined ? text : new RegExp(pattern, "u").exec(text)?.[1];
}
