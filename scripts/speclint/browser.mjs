// What check-docs.mjs and check-site.mjs share: a Chromium without any network, pages in it, and what is wrong with them.
// The task comes as JSON on stdin: `browser`, `root`, `screenshots` and what each script expects.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

export const task = JSON.parse(readFileSync(0, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const BROWSER_FAILED = 3;
const problems = [];
/** How much was looked at, to be told at the end. */
export const seen = { pages: 0 };

/** Not the pages' fault: the browser hangs, or has gone. */
function browserFailed(error) {
  console.error(`The browser failed: ${error.stack}`);
  process.exit(BROWSER_FAILED);
}

const launched = chromium.launch({
  executablePath: task.browser,
  args: [
    ...(task.root ? ["--no-sandbox"] : []),
    ...["--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    ...["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"],
  ],
});
const chrome = await launched.catch(browserFailed);

/** Says that something is wrong. */
export const complain = (what) => problems.push(what);

/**
 * Opens a page of its own; whatever it writes to the console as an error, throws or asks for is a problem of `here.name`.
 * Who goes on to other pages with it gives them their names.
 */
export async function open(name, { url, own = [url], width = 1400, height = 1000, colorScheme = "light" }) {
  const context = await chrome.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const here = { page, name, complain: (what) => complain(`${here.name}: ${what}`), close: () => context.close() };
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) here.complain(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => here.complain(`error: ${error.message}`));
  page.on("request", (request) => {
    if (![...own, "data:"].some((one) => request.url().startsWith(one))) here.complain(`asks for ${request.url()}`);
  });
  await page.goto(url, { waitUntil: "load" });
  seen.pages += 1;
  return here;
}

/** For people to look at; a run that nobody looks at takes none. */
export async function screenshot(page, name, options = {}) {
  if (task.screenshots) await page.screenshot({ path: `${task.screenshots}/${name}.png`, timeout: 120_000, ...options });
}

/** Waits until something is there to see; false when it does not come. */
export const appears = (locator) => locator.first().waitFor({ state: "visible", timeout: 5_000 }).then(() => true, () => false);

/** What axe-core finds, one text each. It fetches no style sheets, which no browser allows from `file:`. */
export async function inaccessible(page, options = {}) {
  await page.evaluate(axe);
  const { violations } = await page.evaluate((given) => window.axe.run(given), { preload: false, ...options });
  return violations.map(({ help, impact, nodes }) => `${help} (${impact}): ${nodes.map(({ html }) => html.slice(0, 120)).join(" ")}`);
}

/** Whether a page is wider than its window. */
export const scrollsSideways = (page) => page.evaluate(() => document.documentElement.scrollWidth > innerWidth);

/** Looks at all pages, and ends with the problems that were found. */
export async function check(look) {
  try {
    await look();
    await chrome.close();
  } catch (error) {
    browserFailed(error);
  }
  for (const problem of problems) console.error(problem);
  const counts = Object.entries(seen).map(([what, count]) => `${count} ${what}`).join(", ");
  console.log(`${counts}; ${problems.length} problems${task.screenshots ? `; screenshots in ${task.screenshots}` : ""}`);
  process.exit(problems.length > 0 ? 1 : 0);
}
