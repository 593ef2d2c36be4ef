// Another team's program: it has the types of the documents and `x-job-status`, and nothing of ours. For each provider it
// starts a job, looks until it has ended, and reads the results. `python -m scripts.consumers` compiles it strictly and runs
// it against Prism, which is told with every look what to answer.
import createClient from "openapi-fetch";
import type { paths as EloquaPaths } from "./build/types/eloqua.js";
import type { paths as FullstoryPaths } from "./build/types/fullstory.js";
import type { paths as OpenDataRightsPaths } from "./build/types/open_data_rights.js";
import type { paths as PossibleNowPaths } from "./build/types/possiblenow.js";
import type { paths as SalesforcePaths } from "./build/types/salesforce.js";

interface Job {
  /** The provider's word for how the job stands; undefined where there is none. */
  look(prefer: string): Promise<string | undefined>;
  /** How many results there are. */
  results(): Promise<number>;
}

interface Answered<T> {
  data?: T;
  response: Response;
}

/** The body of a good answer. */
function good<T>({ data, response }: Answered<T>): T {
  if (data === undefined) throw new Error(`${response.url} answered ${response.status}`);
  return data;
}

async function eloqua(baseUrl: string): Promise<Job> {
  const client = createClient<EloquaPaths>({ baseUrl, headers: { Authorization: "Bearer invented" } });
  const started = good(
    await client.POST("/api/bulk/2.0/syncs", { body: { syncedInstanceUri: "/contacts/exports/2071" } }),
  );
  const params = { path: { id: Number(started.uri.split("/").pop()) } };
  // @ts-expect-error The id of a sync is a number.
  void (() => client.GET("/api/bulk/2.0/syncs/{id}", { params: { path: { id: started.uri } } }));
  return {
    look: async (prefer) =>
      good(await client.GET("/api/bulk/2.0/syncs/{id}", { params, headers: { Prefer: prefer } })).status,
    results: async () => {
      const headers = { Accept: "application/json" };
      const page = good(await client.GET("/api/bulk/2.0/syncs/{id}/data", { params, headers }));
      // Rows could come as CSV, had it been asked for.
      return typeof page === "string" ? 0 : (page.items?.length ?? 0);
    },
  };
}

async function fullstory(baseUrl: string): Promise<Job> {
  const client = createClient<FullstoryPaths>({ baseUrl, headers: { Authorization: "Basic invented" } });
  // @ts-expect-error An event has a name.
  void (() => client.POST("/v2/events/batch", { body: { requests: [{ user: { uid: "cust-7" } }] } }));
  const events = [{ name: "Order Shipped", user: { uid: "cust-7" }, properties: { carrier: "DHL" } }];
  const started = good(await client.POST("/v2/events/batch", { body: { requests: events } }));
  const params = { path: { job_id: started.job.id } };
  return {
    look: async (prefer) => {
      const { job, imports } = good(
        await client.GET("/v2/events/batch/{job_id}", { params, headers: { Prefer: prefer } }),
      );
      // @ts-expect-error Not every answer has counters.
      void ((count: number = imports) => count);
      return job.status;
    },
    results: async () => {
      const { data } = await client.GET("/v2/events/batch/{job_id}/imports", { params });
      // Without a body there is no page yet.
      return data?.results?.length ?? 0;
    },
  };
}

async function openDataRights(baseUrl: string): Promise<Job> {
  const client = createClient<OpenDataRightsPaths>({ baseUrl, headers: { Authorization: "Bearer invented" } });
  const started = good(await client.POST("/requests", { body: ["LikeAction"] }));
  const params = { path: { requestId: started.requestId } };
  return {
    look: async (prefer) => {
      const status = good(await client.GET("/requests/{requestId}", { params, headers: { Prefer: prefer } }));
      // @ts-expect-error The moment of completion may be missing, or null.
      void (() => status.completedAt.slice(0, 10));
      return String(status.isCompleted);
    },
    results: async () => {
      const archive = await client.GET("/requests/{requestId}/download", { params, parseAs: "blob" });
      return good<Blob | string>(archive) instanceof Blob ? 1 : 0;
    },
  };
}

async function possibleNow(baseUrl: string): Promise<Job> {
  const client = createClient<PossibleNowPaths>({
    baseUrl,
    headers: { Authorization: "Bearer invented", Accept: "application/json" },
  });
  const clientId = "EXAMPLE1";
  const started = good(
    await client.POST("/Async/{clientId}/Export/Segment/{segmentName}", {
      params: { path: { clientId, segmentName: "Spring newsletter" } },
      body: { LastDateTime: "2024-05-01T00:00:00.000Z" },
    }),
  );
  const path = { clientId, accessToken: started.AccessToken };
  // @ts-expect-error It has to be said whether the files are kept.
  void (() => client.POST("/Async/{clientId}/Export/{accessToken}/Commit", { params: { path } }));
  return {
    look: async (prefer) =>
      good(
        await client.GET("/Async/{clientId}/Export/{accessToken}/Status", {
          params: { path },
          headers: { Prefer: prefer },
        }),
      ).Status ?? undefined,
    results: async () => {
      const query = { limit: 1000, offset: 1, keepAlive: true };
      const page = good(await client.GET("/Async/{clientId}/Export/{accessToken}", { params: { path, query } }));
      return page.UserProfilePreferences?.length ?? 0;
    },
  };
}

async function salesforce(baseUrl: string): Promise<Job> {
  const client = createClient<SalesforcePaths>({ baseUrl });
  // @ts-expect-error There is one grant.
  void (() => client.POST("/v2/token", { body: { grant_type: "password", client_id: "a", client_secret: "b" } }));
  const token = good(
    await client.POST("/v2/token", {
      body: { grant_type: "client_credentials", client_id: "invented", client_secret: "invented" },
    }),
  );
  const headers = { Authorization: `Bearer ${token.access_token}` };
  const queued = good(
    await client.PUT("/data/v1/async/dataextensions/key:{key}/rows", {
      params: { path: { key: "Loyalty_Members" } },
      body: { items: [{ MemberId: "M-1001", Points: 120, Newsletter: null }] },
      headers: { ...headers, Prefer: "code=202" },
    }),
  );
  if (queued.requestId === undefined) throw new Error("nothing was queued");
  const params = { path: { requestId: queued.requestId } };
  return {
    look: async (prefer) =>
      good(
        await client.GET("/data/v1/async/{requestId}/status", { params, headers: { ...headers, Prefer: prefer } }),
      ).status?.requestStatus,
    results: async () =>
      good(await client.GET("/data/v1/async/{requestId}/results", { params, headers })).items?.length ?? 0,
  };
}

const providers: Record<string, (baseUrl: string) => Promise<Job>> = {
  eloqua,
  fullstory,
  open_data_rights: openDataRights,
  possiblenow: possibleNow,
  salesforce,
};

interface Orders {
  provider: string;
  url: string;
  /** `x-job-status` of the document, its words in lower case. */
  meanings: Record<string, string>;
  /** For each job the answers that Prism is to give, one after the other. */
  jobs: string[][];
}

/** Look until the word means something else than `pending`; a word that is not in the map is for people to read. */
async function wait(job: Job, meanings: Record<string, string>, answers: string[]) {
  for (const [index, prefer] of answers.entries()) {
    const word = await job.look(prefer);
    const meaning = word === undefined ? "missing" : (meanings[word.trim().toLowerCase()] ?? "unknown");
    if (meaning !== "pending" || index === answers.length - 1) return { looks: index + 1, meaning };
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("there was nothing to look at");
}

declare const process: { argv: string[] };
const orders: Orders = JSON.parse(process.argv[2] ?? "");
const start = providers[orders.provider];
if (start === undefined) throw new Error(`there is no program for ${orders.provider}`);
for (const answers of orders.jobs) {
  const job = await start(orders.url);
  const ended = await wait(job, orders.meanings, answers);
  console.log(JSON.stringify({ ...ended, results: await job.results() }));
}
