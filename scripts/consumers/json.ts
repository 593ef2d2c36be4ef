// JSON, and what is in it. Names come from documents and answers, so that only a value's own members count.
export type Json = null | boolean | number | string | Json[] | JsonObject;
export interface JsonObject {
  [name: string]: Json;
}

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A member of an object, or an item of a list; undefined where there is none. */
export function member(value: Json | undefined, step: string | number): Json | undefined {
  if (Array.isArray(value)) return typeof step === "number" ? value[step] : undefined;
  return isObject(value) && typeof step === "string" && Object.hasOwn(value, step) ? value[step] : undefined;
}

/** A list that is a member of an object; empty where there is none. */
export function list(value: Json | undefined, name: string): Json[] {
  const found = member(value, name);
  return Array.isArray(found) ? found : [];
}

/** The members of an object that is a member of an object. */
export function entries(value: Json | undefined, name: string): [string, Json][] {
  const found = member(value, name);
  return isObject(found) ? Object.entries(found) : [];
}
