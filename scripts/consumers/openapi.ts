// What a program reads in an OpenAPI document: its operations, and the `x-job` of those that are polled.
import { parse } from "yaml";
import { type Json, type JsonObject, entries, isObject, list, member } from "./json.js";

export type Outcome = "pending" | "succeeded" | "partial" | "failed" | "gone";

/** One of `rules`. */
export interface Rule {
  word?: string | string[];
  code?: (number | string)[];
  when?: string;
  outcome?: string;
  confirm?: number;
  ask?: string;
  rules?: Rule[];
}

/** An operation that is called with parameters of fixed values. */
export type Call = string | { operation: string; with?: JsonObject; rules?: Rule[] };

/** `x-job`, as x-job.schema.json describes it; here is what a wait and the reading of one page need. */
export interface Job {
  submit: Call;
  id: Record<string, string>;
  pattern?: Record<string, string>;
  echo?: Record<string, string>;
  status?: string;
  words?: Record<string, Outcome>;
  rules?: Rule[];
  looks?: { floor?: number; ceiling?: number };
  grace?: { seconds?: number; again?: boolean };
  results?: string | { operation?: string; with?: JsonObject };
}

export interface Parameter {
  name: string;
  in: "path" | "query" | "header";
  required: boolean;
  example: Json | undefined;
}

export interface Operation {
  id: string;
  method: string;
  path: string;
  given: Json;
  parameters: Parameter[];
}

const METHODS = ["get", "put", "post", "patch", "delete"];

export class Document {
  readonly operations = new Map<string, Operation>();
  private readonly data: Json;

  /** @param text - YAML or JSON. */
  constructor(text: string) {
    this.data = parse(text);
    for (const [path, item] of entries(this.data, "paths")) {
      for (const method of METHODS) {
        const given = member(item, method);
        const id = member(given, "operationId");
        if (given === undefined || typeof id !== "string") continue;
        const parameters = [...list(item, "parameters"), ...list(given, "parameters")].map((one) => this.parameter(one));
        this.operations.set(id, { id, method, path, given, parameters });
      }
    }
  }

  operation(id: string): Operation {
    const found = this.operations.get(id);
    if (found === undefined) throw new Error(`the document has no operation ${id}`);
    return found;
  }

  /** The `x-job` of a polled operation, with the meanings of its words wherever the document has them. */
  job(id: string): Job {
    const { given } = this.operation(id);
    const job = member(given, "x-job");
    if (!isObject(job)) throw new Error(`${id} has no x-job`);
    if ((member(job, "version") ?? 1) !== 1) throw new Error(`the x-job of ${id} is of a later version`);
    // The document was held against the schema before it was published.
    const declared = job as unknown as Job;
    return { ...declared, words: declared.words ?? this.words(given, declared.status) };
  }

  /** A part of the document, with its reference followed. */
  resolve(part: Json | undefined): Json | undefined {
    const reference = member(part, "$ref");
    if (typeof reference !== "string") return part;
    const names = decodeURIComponent(reference).split("/").slice(1);
    return this.resolve(
      names.reduce<Json | undefined>(
        (found, name) => member(found, name.replaceAll("~1", "/").replaceAll("~0", "~")),
        this.data,
      ),
    );
  }

  /** The first example of a request, in JSON wherever there is JSON; undefined where it takes no body. */
  body({ given }: Operation): { mediaType: string; value: Json } | undefined {
    const content = Object.fromEntries(entries(this.resolve(member(given, "requestBody")), "content"));
    const mediaType = "application/json" in content ? "application/json" : Object.keys(content)[0];
    if (mediaType === undefined) return undefined;
    const media = content[mediaType];
    const [first] = entries(media, "examples");
    const value = member(media, "example") ?? member(this.resolve(first?.[1]), "value");
    return value === undefined ? undefined : { mediaType, value };
  }

  /** The headers that open an operation, with invented credentials: those of the first way in that it names. */
  credentials({ given }: Operation): Record<string, string> {
    const [first] = list(member(given, "security") === undefined ? this.data : given, "security");
    const schemes = isObject(first) ? Object.keys(first) : [];
    return Object.fromEntries(
      schemes.map((name) => {
        const scheme = this.resolve(member(member(member(this.data, "components"), "securitySchemes"), name));
        if (member(scheme, "type") === "apiKey") return [String(member(scheme, "name")), "invented"];
        return ["Authorization", member(scheme, "scheme") === "basic" ? `Basic ${btoa("in:vented")}` : "Bearer invented"];
      }),
    );
  }

  private parameter(given: Json): Parameter {
    const one = this.resolve(given);
    const [first] = entries(one, "examples");
    return {
      name: String(member(one, "name")),
      in: member(one, "in") as Parameter["in"],
      required: member(one, "required") === true,
      example: member(one, "example") ?? member(this.resolve(first?.[1]), "value"),
    };
  }

  private words(given: Json, status: string | undefined): Record<string, Outcome> {
    if (!status?.startsWith("$response.body")) return {};
    const names = status.split("/").slice(1);
    const bodies = entries(given, "responses")
      .filter(([code]) => code.startsWith("2"))
      .flatMap(([, response]) => entries(this.resolve(response), "content"))
      .map(([, media]) => member(media, "schema"));
    const found = names.reduce<(Json | undefined)[]>(
      (schemas, name) => schemas.flatMap((schema) => this.parts(schema)).map((part) => member(member(part, "properties"), name)),
      bodies,
    );
    return Object.fromEntries(found.flatMap((schema) => this.parts(schema)).flatMap((part) => entries(part, "x-job-status"))) as Record<string, Outcome>;
  }

  /** The schemas that one is put together from, itself among them. */
  private parts(schema: Json | undefined): Json[] {
    const found = this.resolve(schema);
    if (!isObject(found)) return [];
    return [found, ...["allOf", "oneOf", "anyOf"].flatMap((keyword) => list(found, keyword)).flatMap((one) => this.parts(one))];
  }
}
