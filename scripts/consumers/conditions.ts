// Conditions: `logical-expr` of RFC 9535, which a library parses, decided with the strictness of the documents: null is
// absent, and a value that is there and cannot be compared by < or > makes the answer a fault.
import { JSONPathEnvironment, Nothing, jsonpath } from "json-p3";
import { type Json, isObject, member } from "./json.js";

/** The answer holds something that a condition cannot compare. */
export class IncomparableError extends Error {}

export type Condition = (body: Json | undefined) => boolean;

type Value = Json | undefined;

const { expressions, functions, selectors } = jsonpath;
type Expression = jsonpath.expressions.FilterExpression;

const environment = new JSONPathEnvironment();
const patterns = {
  match: new functions.Match({ throwErrors: true }),
  search: new functions.Search({ throwErrors: true }),
};
const known = new Map<string, Condition>();

/** Read a condition such as `@.errors > 0 && @.imports > 0`; what is outside the profile is refused. */
export function condition(text: string): Condition {
  let found = known.get(text);
  if (found === undefined) {
    const [segment, ...more] = environment.compile(`$[?${text}]`).segments;
    const [only, ...others] = segment?.selectors ?? [];
    if (!(only instanceof selectors.FilterSelector) || more.length + others.length > 0) refuse(text);
    found = logical(only.expression);
    known.set(text, found);
  }
  return found;
}

function refuse(what: unknown): never {
  throw new Error(`${what} is outside the profile of conditions`);
}

function logical(given: Expression): Condition {
  if (given instanceof expressions.LogicalExpression) return logical(given.expression);
  if (given instanceof expressions.PrefixExpression) {
    const inner = logical(given.right);
    return (body) => !inner(body);
  }
  if (given instanceof expressions.InfixExpression) {
    if (given.operator !== "&&" && given.operator !== "||") return comparison(given);
    const [left, right] = [logical(given.left), logical(given.right)];
    // Both are asked, so that neither hides that the other cannot be compared.
    const both = (body: Json | undefined) => [left(body), right(body)];
    return given.operator === "&&" ? (body) => both(body).every(Boolean) : (body) => both(body).some(Boolean);
  }
  if (given instanceof expressions.FunctionExtension) return pattern(given);
  const found = path(given);
  return (body) => found(body).length > 0;
}

function pattern({ name, args: [text, literal] }: jsonpath.expressions.FunctionExtension): Condition {
  if (name !== "match" && name !== "search") refuse(name);
  if (text === undefined || !(literal instanceof expressions.StringLiteral)) refuse(`a pattern that is not written`);
  // A pattern that is none is refused here, before there is any answer.
  patterns[name].call("", literal.value);
  const found = path(text);
  return (body) => {
    const [value] = found(body);
    return typeof value === "string" && patterns[name].call(value, literal.value);
  };
}

function comparison({ left, operator, right }: jsonpath.expressions.InfixExpression): Condition {
  const [one, other] = [operand(left), operand(right)];
  return (body) => {
    const [first, second] = [one(body), other(body)];
    if (operator === "==" || operator === "!=") return same(first, second) === (operator === "==");
    if (first === undefined || second === undefined) return first === second && operator.length === 2;
    if (typeof first !== typeof second || !["number", "string"].includes(typeof first)) {
      throw new IncomparableError(`${JSON.stringify(first)} ${operator} ${JSON.stringify(second)} cannot be told`);
    }
    const order = typeof first === "string" ? compareTexts(first, String(second)) : Number(first) - Number(second);
    return (operator.startsWith("<") ? order < 0 : order > 0) || (operator.length === 2 && order === 0);
  };
}

function same(one: Value, other: Value): boolean {
  return expressions.compare(one ?? Nothing, "==", other ?? Nothing);
}

/** By characters, as the RFC has it, and not by the halves of them that JavaScript compares. */
function compareTexts(one: string, other: string): number {
  const [first, second] = [[...one], [...other]];
  const index = first.findIndex((character, place) => character !== second[place]);
  if (index === -1) return first.length - second.length;
  return (first[index]?.codePointAt(0) ?? -1) - (second[index]?.codePointAt(0) ?? -1);
}

function operand(given: Expression): (body: Value) => Value {
  if (
    given instanceof expressions.StringLiteral ||
    given instanceof expressions.NumberLiteral ||
    given instanceof expressions.BooleanLiteral
  ) {
    const { value } = given;
    return () => value;
  }
  if (given instanceof expressions.FunctionExtension) {
    const [argument] = given.args;
    if (argument === undefined) refuse(given);
    const found = path(argument);
    if (given.name === "count") return (body) => found(body).length;
    if (given.name === "length") return (body) => length(found(body)[0]);
    refuse(given);
  }
  const found = path(given);
  return (body) => found(body)[0];
}

function length(value: Value): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value === "string") return [...value].length;
  if (Array.isArray(value)) return value.length;
  if (isObject(value)) return Object.keys(value).length;
  throw new IncomparableError(`${JSON.stringify(value)} has no length`);
}

/** What a path finds: the value that is there and not null, or the items of a list, where it ends in `[*]` or a filter. */
function path(given: Expression): (body: Value) => Json[] {
  if (!(given instanceof expressions.RelativeQuery)) refuse(given);
  const steps: (string | number)[] = [];
  const { segments } = given.path;
  let items: Condition | undefined;
  for (const [number, segment] of segments.entries()) {
    const [selector, ...others] = segment.selectors;
    if (others.length > 0 || items !== undefined || segment.toString().startsWith("..")) refuse(given);
    if (selector instanceof selectors.NameSelector && !/^[0-9]+$/.test(selector.name)) steps.push(selector.name);
    else if (selector instanceof selectors.IndexSelector && selector.index >= 0) steps.push(selector.index);
    else if (number + 1 < segments.length) refuse(given);
    else if (selector instanceof selectors.WildcardSelector) items = () => true;
    else if (selector instanceof selectors.FilterSelector) items = logical(selector.expression);
    else refuse(given);
  }
  return (body) => {
    const found = steps.reduce<Value>(member, body) ?? undefined;
    if (items === undefined) return found === undefined ? [] : [found];
    return Array.isArray(found) ? found.filter(items) : [];
  };
}
