// Opens the pages of build/docs/ in Chromium, with no network, and looks for what scripts/check_docs.py expects (JSON on stdin).
import * as browser from "./browser.mjs";
import { appears, check, inaccessible, screenshot, scrollsSideways, seen, task } from "./browser.mjs";

Object.assign(seen, { operations: 0, words: 0, links: 0 });

/** Opens a file of build/docs/, or another address. */
const open = (file, { url = `${task.pages}/${file}`, ...options } = {}) =>
  browser.open(file, { url, own: [url, `${task.pages}/`], ...options });

/** Redoc mounts a section when it comes near the window, so a reader's scrolling is what makes them appear. */
async function scrollThrough(page) {
  for (let still = 0, last = -1; still < 3; ) {
    const at = await page.evaluate(() => (window.scrollBy(0, window.innerHeight * 0.8), window.scrollY));
    await page.waitForTimeout(60);
    still = at === last ? still + 1 : 0;
    last = at;
  }
}

/** Runs in the page: scrolls to an operation and names what a reader does not get to see there within a few seconds. */
async function missing({ id, summary, place, statuses, callback }) {
  const shown = (element) => element.checkVisibility({ contentVisibilityAuto: true }) && element.getBoundingClientRect().height > 0;
  for (let tries = 0; ; tries += 1) {
    const section = [...document.querySelectorAll(`#api-content [data-section-id$="/${place.split("/").at(-1)}"]`)].at(-1);
    section?.scrollIntoView();
    const lines = [...(section?.querySelectorAll("h2, code, span, button") ?? [])].filter(shown);
    const line = (text) => lines.find((one) => one.textContent.trim() === text);
    // A callback is folded into the operation that asks for it.
    if (callback && !line(id)) line(summary)?.click();
    const lacking = [summary, id, ...(callback ? [] : statuses)].filter((text) => !line(text));
    if (lacking.length === 0 || tries === 50) return lacking;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

/** Runs in the page: follows a link to an operation and says whether its title gets into the window. */
async function leads({ summary, place }) {
  location.hash = place;
  for (let tries = 0; tries < 50; tries += 1) {
    await new Promise((resolve) => setTimeout(resolve, 100));
    const box = [...document.querySelectorAll("h2")].find((one) => one.textContent.trim() === summary)?.getBoundingClientRect();
    if (box && box.top >= 0 && box.bottom <= innerHeight) return true;
  }
  return false;
}

/** Whether the page's own search has an operation among its results. */
async function finds(page, { id, summary }) {
  const field = page.getByText("Search Ctrl+K");
  if (!(await appears(field))) return false;
  await field.click();
  const mentions = page.getByText(summary, { exact: true });
  const before = await mentions.count();
  await page.keyboard.type(id);
  const found = await appears(mentions.nth(before));
  await page.keyboard.press("Escape");
  return found;
}

async function checkPage({ provider, operations, polled }) {
  const { page, complain, close } = await open(`${provider}.html`);
  if (!(await appears(page.locator("h1")))) complain("no title");
  await screenshot(page, provider);
  if (!(await finds(page, operations.find(({ id }) => id === polled)))) complain(`the search does not find ${polled}`);
  await scrollThrough(page);
  for (const operation of operations) {
    for (const text of await page.evaluate(missing, operation)) complain(`${operation.id}: "${text}" is not shown`);
    seen.operations += 1;
  }
  for (const operation of operations.filter(({ callback }) => !callback)) {
    if (!(await page.evaluate(leads, operation))) complain(`${operation.place} does not lead to the operation`);
    seen.links += 1;
    if (operation.id === polled) await screenshot(page, `${provider}-polled`);
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
        if (!(await job.getByRole("link", { name: step, exact: true }).first().isVisible())) complain(`${kind}: no link to ${step}`);
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
      const { page, complain, close } = await open("index.html", { width, height: 900, colorScheme });
      if (colorScheme === "light") {
        await checkWords(page, (what) => complain(`${name}: ${what}`));
        for (const text of await page.evaluate(overflowing)) complain(`${name}: "${text}" sticks out of its box`);
        if (await scrollsSideways(page)) complain(`${name}: scrolls sideways`);
      }
      if (name === "wide") for (const violation of await inaccessible(page)) complain(`${colorScheme}: ${violation}`);
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

/** Runs in the page: what has the focus, as a reader of screens would say it. */
const focused = () => {
  const { activeElement: one } = document;
  return one.getAttribute("aria-label") ?? one.id ?? one.className;
};

/** Goes through a picture by keyboard: to the table by the link that skips, and past every lane to it. */
async function checkKeyboard(page, complain, { jobs, stops }) {
  const lanes = await page.locator("svg .l").evaluateAll((all) => all.map((one) => one.getAttribute("aria-label")));
  if (lanes.length !== stops) complain(`${lanes.length} lanes can have the focus, not ${stops}`);
  await page.keyboard.press("Tab");
  const skip = (links) => links.some((one) => one === document.activeElement && one.getBoundingClientRect().left >= 0);
  if (!(await page.locator("a[href='#facts']").evaluateAll(skip))) complain("the first Tab does not show the link to the table");
  for (const lane of lanes) {
    await page.keyboard.press("Tab");
    if ((await page.evaluate(focused)) !== lane) complain(`the focus is not on ${lane}`);
  }
  if (jobs === stops) {
    await page.keyboard.press("Enter");
    const inWindow = (rows) => rows.some((row) => row.getBoundingClientRect().top >= 0 && row.getBoundingClientRect().top < innerHeight);
    if (!(await page.locator(`#job-${jobs}`).evaluateAll(inWindow))) complain("Enter on a lane does not lead to its row");
  }
}

/** A page of waits: all jobs are in it, at any width, by keyboard, in both colour schemes. */
async function checkPicture({ name, url, jobs, stops }) {
  for (const [size, width] of [["wide", 1280], ["phone", 400]]) {
    // One picture in all ways; the others as wide as a desk by day, and as a phone by night.
    for (const colorScheme of name === "some" ? ["light", "dark"] : [size === "wide" ? "light" : "dark"]) {
      const { page, complain, close } = await open(`picture of ${name}, ${size}, ${colorScheme}`, { width, height: 900, colorScheme, url });
      const rows = await page.locator("#jobs tbody tr").count();
      if (rows !== jobs) complain(`${rows} rows, not ${jobs}`);
      if (await scrollsSideways(page)) complain("scrolls sideways");
      const colours = await page.evaluate(() => [document.documentElement, document.querySelector("svg")].map((one) => getComputedStyle(one).backgroundColor));
      const lightness = colours.map((colour) => Math.max(...colour.match(/\d+/g).map(Number)) > 127);
      if (lightness.some((light) => light !== (colorScheme === "light"))) complain(`the ground is ${colours}`);
      if (size === "wide" && jobs < 100) {
        for (const violation of await inaccessible(page)) complain(violation);
      }
      await screenshot(page, `waits-${name}-${size}-${colorScheme}`, { fullPage: jobs < 100 });
      await checkKeyboard(page, complain, { jobs, stops });
      await close();
    }
  }
}

await check(async () => {
  for (const picture of task.pictures) await checkPicture(picture);
  if (task.documents.length > 0) {
    await checkIndex();
    await checkLinks();
  }
  for (const document of task.documents) await checkPage(document);
});
