// Opens the pages of build/docs/ in Chromium, with no network, and looks for what scripts/check_docs.py expects (JSON on stdin).
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const task = JSON.parse(readFileSync(0, "utf8"));
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const problems = [];
const seen = { pages: 0, operations: 0, words: 0, links: 0 };

const chrome = await chromium.launch({
  executablePath: task.browser,
  args: [
    ...(task.root ? ["--no-sandbox"] : []),
    ...["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"],
    ...["--disable-component-update", "--disable-sync", "--host-resolver-rules=MAP * ~NOTFOUND"],
  ],
});

/** Opens a page of its own; whatever it writes to the console as an error, throws or asks for is a problem. */
async function open(file, { width = 1400, height = 1000, colorScheme = "light" } = {}) {
  const context = await chrome.newContext({ viewport: { width, height }, colorScheme });
  const page = await context.newPage();
  const complain = (what) => problems.push(`${file}: ${what}`);
  page.on("console", (message) => {
    if (["error", "warning"].includes(message.type())) complain(`console: ${message.text()}`);
  });
  page.on("pageerror", (error) => complain(`error: ${error.message}`));
  page.on("request", (request) => {
    const own = request.url().startsWith(`${task.pages}/`) || /^(blob|data):/.test(request.url());
    if (!own) complain(`asks for ${request.url()}`);
  });
  await page.goto(`${task.pages}/${file}`, { waitUntil: "load" });
  seen.pages += 1;
  return { page, complain, close: () => context.close() };
}

const screenshot = (page, name, options = {}) => page.screenshot({ path: `${task.screenshots}/${name}.png`, ...options });

/** Waits until something is there to see; false when it does not come. */
const appears = (locator) => locator.first().waitFor({ state: "visible", timeout: 10_000 }).then(() => true, () => false);

/** Redoc mounts a section when it comes near the window, so a reader's scrolling is what makes them appear. */
async function scrollThrough(page) {
  for (let still = 0, last = -1; still < 3; ) {
    const at = await page.evaluate(() => (window.scrollBy(0, window.innerHeight * 0.8), window.scrollY));
    await page.waitForTimeout(60);
    still = at === last ? still + 1 : 0;
    last = at;
  }
}

async function checkPage({ provider, operations }) {
  const { page, complain, close } = await open(`${provider}.html`);
  if (!(await appears(page.locator("h1")))) complain("no title");
  // The search works in a worker, which the page's own policy could forbid.
  if (!(await appears(page.getByText("Search Ctrl+K")))) complain("the search does not get ready");
  await screenshot(page, provider);
  await scrollThrough(page);
  for (const operation of operations) {
    const heading = page.getByRole("heading", { name: operation.summary, exact: true });
    const section = operation.callback
      ? page.locator("#api-content")
      : page.locator("#api-content [data-section-id]", { has: heading }).last();
    if (operation.callback) {
      const fold = page.getByText(operation.summary, { exact: true }).last();
      if (!(await appears(fold))) complain(`${operation.id}: no callback "${operation.summary}"`);
      else await fold.click();
    } else if (!(await appears(heading))) {
      complain(`${operation.id}: no heading "${operation.summary}"`);
      continue;
    }
    if (!(await appears(section.locator("code", { hasText: new RegExp(`^${operation.id}$`) })))) {
      complain(`${operation.id}: its id is not shown`);
    }
    for (const status of operation.callback ? [] : operation.statuses) {
      if (!(await appears(section.getByText(status, { exact: true })))) complain(`${operation.id}: no answer ${status}`);
    }
    seen.operations += 1;
  }
  for (const operation of operations.filter(({ callback }) => !callback)) {
    await page.evaluate((place) => (location.hash = place), operation.place);
    const heading = page.getByRole("heading", { name: operation.summary, exact: true });
    const inWindow = heading.evaluate((one) => {
      const settled = (tries) => {
        const { top, bottom } = one.getBoundingClientRect();
        if (top >= 0 && bottom <= innerHeight) return true;
        return tries > 0 && new Promise((resolve) => setTimeout(resolve, 100)).then(() => settled(tries - 1));
      };
      return settled(50);
    });
    if (!(await inWindow)) complain(`${operation.place} does not lead to the operation`);
    seen.links += 1;
    if (operation.id === task.documents.find((one) => one.provider === provider).jobs[0].steps.at(0)) {
      await screenshot(page, `${provider}-start`);
    }
  }
  await close();
  const phone = await open(`${provider}.html`, { width: 390, height: 844 });
  await appears(phone.page.locator("h1"));
  await screenshot(phone.page, `${provider}-phone`);
  await phone.close();
}

/** Checks that words stand in the table and the diagram of each job, where they can be seen. */
async function checkWords(page, complain) {
  for (const { provider, jobs } of task.documents) {
    for (const { kind, words, outcomes, steps } of jobs) {
      const job = page.locator(`#${provider}-${kind}-job`);
      for (const [word, outcome] of Object.entries(words)) {
        const row = job.locator("tr", { has: page.locator("td:first-child code", { hasText: new RegExp(`^${word}$`) }) });
        if (!(await row.getByText(outcome, { exact: true }).last().isVisible())) complain(`${kind}: no row says that ${word} is ${outcome}`);
        const state = job.locator(`svg .node.${outcome} text`, { hasText: new RegExp(`^${word}$`) });
        if (!(await state.first().isVisible())) complain(`${kind}: the diagram does not have ${word} in ${outcome}`);
        seen.words += 1;
      }
      for (const outcome of outcomes) {
        if (!(await job.locator(`svg .node.${outcome}`).isVisible())) complain(`${kind}: the diagram has no ${outcome}`);
      }
      for (const step of steps) {
        if (!(await job.getByRole("link", { name: step, exact: true }).isVisible())) complain(`${kind}: no link to ${step}`);
      }
    }
  }
}

/** Texts of a diagram that stick out of their boxes: the reader's font may be wider than the one they were drawn for. */
const overflowing = () =>
  [...document.querySelectorAll("svg .node")].flatMap((node) => {
    const edge = node.querySelector("path").getBoundingClientRect();
    return [...node.querySelectorAll("text")]
      .filter((text) => {
        const { left, right } = text.getBoundingClientRect();
        return left < edge.left || right > edge.right;
      })
      .map((text) => text.textContent);
  });

async function checkIndex() {
  for (const [name, width] of [["wide", 1280], ["phone", 360]]) {
    for (const colorScheme of ["light", "dark"]) {
      const { page, complain: report, close } = await open("index.html", { width, height: 900, colorScheme });
      const complain = (what) => report(`${name}, ${colorScheme}: ${what}`);
      await checkWords(page, complain);
      for (const text of await page.evaluate(overflowing)) complain(`"${text}" sticks out of its box`);
      if (await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)) complain("scrolls sideways");
      await page.evaluate(axe);
      const { violations } = await page.evaluate(() => window.axe.run());
      for (const { id, help, nodes } of violations) complain(`accessibility: ${id}, ${help}: ${nodes.map(({ html }) => html.slice(0, 120))}`);
      await screenshot(page, `index-${name}-${colorScheme}`, { fullPage: true });
      await close();
    }
  }
}

/** Every address that the index refers to, opened as a reader does. */
async function checkLinks() {
  const { page, complain, close } = await open("index.html");
  const targets = await page.locator("a").evaluateAll((links) => links.map((link) => link.href));
  await close();
  const files = new Set(targets.map((target) => target.split("#")[0]));
  for (const { provider, operations } of task.documents) {
    for (const kind of ["html", "yaml"]) {
      if (!files.has(`${task.pages}/${provider}.${kind}`)) complain(`no link to ${provider}.${kind}`);
    }
    const places = new Set(operations.map(({ place }) => place));
    for (const target of targets.filter((one) => one.startsWith(`${task.pages}/${provider}.html#`))) {
      if (!places.has(new URL(target).hash)) complain(`${target} is no operation`);
    }
  }
}

await checkIndex();
await checkLinks();
for (const document of task.documents) await checkPage(document);
await chrome.close();

for (const problem of problems) console.error(problem);
const counts = Object.entries(seen).map(([what, count]) => `${count} ${what}`).join(", ");
console.log(`${counts}; ${problems.length} problems; screenshots in ${task.screenshots}`);
process.exit(problems.length > 0 ? 1 : 0);
