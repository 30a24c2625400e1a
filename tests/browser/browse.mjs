// The browser, a page of a made report, and its CSV files.
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { chromium } from "playwright-core";

export const browse = (path) => chromium.launch({ executablePath: path, args: ["--no-sandbox", "--disable-gpu"] });

// A page in a context of its own, with what it asked for and what it complained of. `timed`: .ready is when the page could be used, in ms.
export async function pageOf(browser, name, { width = 1280, height = 900, ...options } = {}, route = "", timed = false, file = "report.html") {
  const context = await browser.newContext({ viewport: { width, height }, locale: "en-GB", acceptDownloads: true, ...options });
  const page = await context.newPage();
  page.requests = [];
  page.answers = [];
  page.complaints = [];
  page.on("request", (request) => page.requests.push(request.url()));
  page.on("response", (response) => page.answers.push(response.url()));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && page.complaints.push(message.text()));
  page.on("pageerror", (error) => page.complaints.push(String(error)));
  await page.goto("file://" + resolve(name, file) + (route ? "#" + route : ""));
  if (timed) page.ready = await page.evaluate(() => performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd);
  return page;
}
export const settled = (page) => page.waitForSelector("html[data-ready]");
// A click on a link into the page itself, and what it leads to drawn.
export async function follow(page, selector) {
  const came = page.evaluate(() => new Promise((done) => addEventListener("hashchange", () => requestAnimationFrame(() => requestAnimationFrame(() => done())), { once: true })));
  await page.click(selector);
  await came;
}

export async function go(page, route) {
  await page.evaluate((hash) => new Promise((done) => {
    if (location.hash.replace("#", "") === hash) return done();
    // After the page's own listener, and once drawn.
    addEventListener("hashchange", () => requestAnimationFrame(() => requestAnimationFrame(() => done())), { once: true });
    location.hash = hash;
  }), route);
}

// Rows of a CSV file as objects.
export function csvRows(path) {
  const text = readFileSync(path, "utf8").replace(/^\ufeff/, "");
  const rows = [[""]];
  let quoted = false;
  for (let i = 0; i < text.length; ++i) {
    const row = rows[rows.length - 1], sign = text[i];
    if (quoted && sign === '"' && text[i + 1] === '"') row[row.length - 1] += text[++i];
    else if (sign === '"') quoted = !quoted;
    else if (!quoted && sign === ",") row.push("");
    else if (!quoted && sign === "\n") rows.push([""]);
    else row[row.length - 1] += sign;
  }
  const [head, ...body] = rows.filter((row) => row.length > 1 || row[0] !== "");
  return body.map((row) => Object.fromEntries(head.map((name, at) => [name, row[at]])));
}
