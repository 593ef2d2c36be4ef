// Opens the pages of build/site/ in Chromium from `file:`, with no network, as scripts/check_site.py names them (JSON on stdin).
import { appears, check, complain, inaccessible, open, screenshot, scrollsSideways, seen, task } from "./browser.mjs";

const DESK = { width: 1280, height: 900 };
const PHONE = { width: 390, height: 844 };
const SERIOUS = /\((serious|critical)\):/;
const AT_ONCE = 2;

/** Says what axe-core finds that keeps somebody out. */
async function checkAccess({ page, complain }, colours, options) {
  for (const violation of await inaccessible(page, options)) if (SERIOUS.test(violation)) complain(`${colours}: ${violation}`);
}

/** Opens one page after the other in the same window: by day, by night, as narrow as a phone. */
async function walk(pages) {
  const here = await open(pages[0], { url: `${task.site}/${pages[0]}`, own: [`${task.site}/`], ...DESK });
  const { page } = here;
  for (let name; (name = pages.shift()); ) {
    here.name = name;
    await page.setViewportSize(DESK);
    await page.emulateMedia({ colorScheme: "light" });
    await page.goto(`${task.site}/${name}`, { waitUntil: "load" });
    seen.pages += 1;
    const shot = name.replaceAll("/", "-").replace(".html", "");
    await checkAccess(here, "light");
    await screenshot(page, `${shot}-light`);
    await page.emulateMedia({ colorScheme: "dark" });
    if (await page.evaluate(() => getComputedStyle(document.body).backgroundColor.match(/\d+/g).some((part) => part > 127))) here.complain("is not dark by night");
    await checkAccess(here, "dark", { runOnly: ["color-contrast"] });
    await screenshot(page, `${shot}-dark`);
    await page.setViewportSize(PHONE);
    if (await scrollsSideways(page)) here.complain("scrolls sideways on a phone");
    await screenshot(page, `${shot}-phone`);
  }
  await here.close();
}

/** What a reader types into the search leads to a page, without a server. */
async function checkSearch() {
  const { page, complain, close } = await open("search", { url: `${task.site}/index.html`, own: [`${task.site}/`] });
  await page.locator("input[name=q]").fill("Retry-After");
  await page.keyboard.press("Enter");
  const results = page.locator("#search-results li a", { hasText: "How a wait decides" });
  if (!(await appears(results))) return complain("does not find Retry-After");
  await screenshot(page, "search-results");
  await results.first().click();
  if (!(await appears(page.locator("h1", { hasText: "How a wait decides" })))) complain("leads to no page");
  await close();
}

/** The first Tab shows the link that skips the navigation, and it leads to the text. */
async function checkKeyboard() {
  const { page, complain, close } = await open("keyboard", { url: `${task.site}/reference/errors.html`, own: [`${task.site}/`] });
  await page.keyboard.press("Tab");
  const focused = () => page.evaluate(() => document.activeElement.getAttribute("href"));
  if ((await focused()) !== "#furo-main-content") complain("the first Tab does not reach the link to the text");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const inside = await page.evaluate(() => document.querySelector("#furo-main-content").contains(document.activeElement));
  if (!inside) complain("after it, Tab goes on outside of the text");
  await close();
}

await check(async () => {
  const pages = [...task.pages];
  if (pages.length === 0) complain("no pages: make site");
  const walks = Array.from({ length: Math.min(AT_ONCE, pages.length) }, () => walk(pages));
  await Promise.all([...walks]);
  await checkSearch();
  await checkKeyboard();
});
