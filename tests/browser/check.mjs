// report.html in a real browser: node check.mjs CHROMIUM [FOLDER FOR SCREENSHOTS], in the folder that run.py made.
import { readFileSync, mkdirSync } from "node:fs";
import { strict as assert } from "node:assert";
import { browse, csvRows, go, pageOf, settled } from "./browse.mjs";
import { accessible } from "./accessible.mjs";
import { followed } from "./followed.mjs";
import { hardened } from "./hardened.mjs";

const [chromium, shots] = process.argv.slice(2);
if (shots) mkdirSync(shots, { recursive: true });
const tests = [];
const test = (name, run) => tests.push({ name, run });
const figures = [];

test("opens without an error, and asks for nothing but itself", async (browser) => {
  for (const name of ["council", "annex", "clear", "empty", "few", "many", "doubt"]) {
    const page = await pageOf(browser, name);
    await settled(page);
    assert.deepEqual(page.requests.filter((one) => !one.endsWith("/report.html")), [], name);
    assert.deepEqual(page.complaints, [], name);
    assert.match(await page.getAttribute("meta[http-equiv=Content-Security-Policy]", "content"), /^default-src 'none'; script-src 'sha256-/);
    await page.context().close();
  }
});

test("the policy stops a script that is not the page's, and a request", async (browser) => {
  const page = await pageOf(browser, "council");
  await settled(page);
  await page.evaluate(() => {
    const script = document.createElement("script");
    script.textContent = "window.hurt = 1";
    document.body.append(script);
    const image = document.createElement("img");
    image.src = "https://example.org/x.png";
    document.body.append(image);
  });
  await page.waitForTimeout(200);
  assert.equal(await page.evaluate(() => window.hurt), undefined);
  // Chromium tells of a request that the policy stops before it leaves; none may come back with an answer.
  assert.ok(page.complaints.some((words) => /Content Security Policy/.test(words)));
  assert.deepEqual(page.answers.filter((one) => !one.startsWith("file:")), []);
  await page.context().close();
});

test("the first screen tells what fails, why, and what falls due", async (browser) => {
  const page = await pageOf(browser, "council", { width: 1280, height: 900 });
  await settled(page);
  const actions = csvRows("council/actions.csv");
  const failing = actions.filter((row) => row.state === "failing");
  const breaches = csvRows("council/breaches.csv");
  const overdue = breaches.filter((row) => row.outcome === "overdue").length;
  const friday = csvRows("council/upcoming.csv").filter((row) => (row.due || (/ from (\S+)/.exec(row.reason) || ["", "9"])[1]).slice(0, 10) <= "2026-04-03").length;
  const verdict = await page.textContent(".verdict");
  assert.ok(verdict.includes(`${failing.length} of ${actions.length} actions are failing`), verdict);
  assert.ok(verdict.includes(`${overdue} cases are overdue now, and ${friday} more fall due by Friday 3 April`), verdict);
  const cards = await page.$$eval(".card", (list) => list.map((card) => ({ text: card.textContent, top: card.getBoundingClientRect().top })));
  assert.equal(cards.length, failing.length);
  for (const row of failing) assert.ok(cards.some((card) => card.text.includes(row.title) && card.text.includes("Root cause") && card.top < 900), row.title);
  const teams = await page.$$eval(".teams tbody tr", (rows) => rows.map((row) => [...row.querySelectorAll("th,td.n")].map((cell) => cell.firstChild.nodeName === "A" ? cell.querySelector("a").firstChild.textContent : cell.textContent)));
  for (const [team, late] of teams) {
    const wanted = breaches.filter((row) => row.outcome === "overdue" && row.team === (team === "No team recorded" ? "" : team)).length;
    assert.equal(Number(late.replace(",", "")), wanted, team);
  }
  const plain = await pageOf(browser, "annex");
  await settled(plain);
  assert.match(await plain.textContent("#overview"), /2 cases are overdue now/);
  assert.equal(await plain.$("#actions"), null);
  await Promise.all([page.context().close(), plain.context().close()]);
});

test("tells which measures fall next, on the first screen and on their pages, as `duly due --forecast` does", async (browser) => {
  const page = await pageOf(browser, "council");
  await settled(page);
  const courses = csvRows("council/forecast.csv");
  const falling = courses.filter((row) => row.course === "nothing_done" && (row.earliest || row.latest));
  assert.ok(falling.length > 5);
  const told = await page.$$eval(".falls li", (list) => list.map((one) => one.textContent));
  assert.equal(told.length, falling.length);
  const day = (iso) => new Date(iso + "T00:00:00Z").toLocaleDateString("en-GB", { weekday: "long", day: "numeric", month: "long", timeZone: "UTC" }).replace(",", "");
  for (const row of falling) assert.ok(told.some((words) => words.includes(row.title) && /fall below/.test(words) && words.includes(day(row.earliest || row.latest))), row.measure);
  assert.ok(await page.$eval(".falls li", (one) => one.getBoundingClientRect().bottom < 900));
  for (const row of falling.slice(0, 3)) {
    await go(page, "measure_" + row.measure);
    const words = await page.textContent("#detail dl.words");
    const done = courses.find((one) => one.measure === row.measure && one.course === "all_done");
    for (const one of [row, done]) assert.ok(words.includes(one.sentence.replace(/(\d{4})-(\d\d)( so far)/, (_, year, month, rest) => new Date(Date.UTC(year, month - 1)).toLocaleDateString("en-GB", { month: "long", timeZone: "UTC" }) + " " + year + rest)), words + " / " + one.sentence);
  }
  await page.context().close();
});

test("one of several due dates is told so, and counts on the first", async (browser) => {
  const page = await pageOf(browser, "doubt");
  await settled(page);
  assert.match(await page.textContent(".verdict"), /1 more falls due by Friday 3 April, 1 of them perhaps later/);
  await page.click(".tiles a[href^='#due']");
  assert.equal(await page.textContent("#due .summary .words"), "1 of 2 cases");
  assert.match(await page.textContent("#due_table tbody tr"), /one of the days from 3 April 2026 to 5 May 2026/);
  assert.match(await page.textContent("#due .week"), /1 due on Fri3 Apr/);
  await page.click("#due_table tbody th a");
  assert.match(await page.textContent("#detail .facts"), /one of the days from 3 April 2026 to 5 May 2026/);
  await page.context().close();
});

test("measures stand in groups by grade, and can be filtered by it", async (browser) => {
  const page = await pageOf(browser, "council", {}, "measures");
  await settled(page);
  const groups = await page.$$eval("#measures_table tbody", (list) => list.map((body) => [body.dataset.title, body.rows.length - 1, Number(body.querySelector(".count").textContent)]));
  assert.equal(groups[0][0], "Lowest band: red");
  for (const [title, rows, count] of groups) assert.equal(rows, count, title);
  await page.selectOption("#measures_tone", "poor");
  assert.equal(await page.$$eval("#measures .measure", (rows) => rows.filter((row) => row.checkVisibility()).length), groups[0][1]);
  assert.match(await page.textContent("#measures .words"), new RegExp("^" + groups[0][1] + " of "));
  assert.ok(!(await page.isVisible("#measures_without")));
  await page.selectOption("#measures_tone", "");
  await page.fill("#measures_text", "reviews in time");
  assert.ok(await page.isVisible("#measure_reviews_in_time"));
  assert.ok(!(await page.isVisible("#measure_visits_in_time")));
  await page.context().close();
});

test("all clear says so, and nothing at all is not called clear", async (browser) => {
  const clear = await pageOf(browser, "clear");
  assert.match(await clear.textContent(".verdict"), /The only action is achieved or on course\. Nothing is overdue now/);
  const empty = await pageOf(browser, "empty");
  assert.match(await empty.textContent(".verdict"), /The data holds no record that these rules look at/);
  assert.doesNotMatch(await empty.textContent(".verdict"), /Nothing is overdue/);
  await Promise.all([clear.context().close(), empty.context().close()]);
});

test("filters and sorts, and says how many are left", async (browser) => {
  const page = await pageOf(browser, "council", {}, "breaches");
  await settled(page);
  const rows = csvRows("council/breaches.csv");
  const team = rows.map((row) => row.team).find((name) => name);
  await page.selectOption("#breaches select[id^=breaches_c]", { label: await labelOf(page, team) });
  const wanted = rows.filter((row) => row.team === team);
  assert.equal(await page.textContent("#breaches .words"), `${grouped(wanted.length)} of ${grouped(rows.length)} cases`);
  await page.waitForFunction((words) => document.getElementById("said").textContent === words, `${grouped(wanted.length)} of ${grouped(rows.length)} cases`);
  await page.fill("#breaches_text", wanted[0].key);
  const found = wanted.filter((row) => [row.title, row.rule, row.key, row.team, row.worker, row.child, row.plan, row.care_period, row.enquiry, row.reason].join("\n").includes(wanted[0].key));
  assert.ok(Number((await page.textContent("#breaches .words")).split(" ")[0]) >= found.length);
  await page.click("#breaches >> text=Clear filters");
  await page.click("#breaches th >> text=Late by");
  assert.equal(await page.getAttribute("#breaches th:nth-child(5)", "aria-sort"), "descending");
  const most = Math.max(...rows.map((row) => Number(row.late_by || 0)));
  assert.equal((await page.textContent("#breaches_table tbody tr td:nth-child(5)")).split(" ")[0], grouped(most));
  await page.click("#breaches th >> text=Due");
  const first = rows.map((row) => row.due).filter(Boolean).sort()[0];
  const shown = await page.textContent("#breaches_table tbody tr td:nth-child(4)");
  assert.ok(shown.endsWith(first.slice(0, 4)), shown + " " + first);
  assert.equal(await page.getAttribute("#breaches_table", "aria-rowcount"), String(rows.length + 1));
  await page.click("#breaches >> text=Next >> nth=0");
  assert.equal(await page.getAttribute("#breaches_table tbody tr", "aria-rowindex"), "52");
  await page.context().close();
});

test("copies and saves the very cells of the CSV files", async (browser) => {
  for (const [name, list, file] of [["council", "breaches", "breaches.csv"], ["council", "due", "upcoming.csv"], ["doubt", "due", "upcoming.csv"], ["hostile", "breaches", "breaches.csv"]]) {
    const page = await pageOf(browser, name, {}, list);
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await settled(page);
    await page.click(`#${list} >> text=Copy as CSV`);
    await page.waitForFunction(() => /copied/.test(document.getElementById("said").textContent));
    const copied = await page.evaluate(() => navigator.clipboard.readText());
    const [saved] = await Promise.all([page.waitForEvent("download"), page.click(`#${list} >> text=Save as CSV`)]);
    const bytes = readFileSync(await saved.path(), "utf8");
    assert.equal(bytes, readFileSync(`${name}/${file}`, "utf8"), `${name}: ${file}`);
    assert.equal(copied.replace(/\r\n/g, "\n"), bytes.slice(1).replace(/\r\n/g, "\n"), `${name}: ${file} copied`);
    assert.equal(saved.suggestedFilename(), file);
    await page.context().close();
  }
});

test("50,000 breaches open, filter and sort; one page of them stands in the document", async (browser) => {
  const page = await pageOf(browser, "many", {}, "breaches");
  const opened = await page.evaluate(() => performance.now());
  await settled(page);
  const timed = async (work) => page.evaluate(work);
  const filter = await timed(() => { const start = performance.now(); const field = document.getElementById("breaches_text"); field.value = "worker 17"; field.dispatchEvent(new Event("input")); return performance.now() - start; });
  const words = await page.textContent("#breaches .words");
  const sort = await timed(() => { document.getElementById("breaches_text").value = ""; document.getElementById("breaches_text").dispatchEvent(new Event("input")); const start = performance.now(); document.querySelectorAll("#breaches th button")[3].click(); return performance.now() - start; });
  assert.match(words, /^[\d,]+ of 50,000 cases$/);
  assert.ok((await page.$$("#breaches_table tbody tr")).length <= 50);
  assert.ok((await page.evaluate(() => document.querySelectorAll("*").length)) < 12000);
  const again = await pageOf(browser, "many", {}, "breaches", true);
  figures.push(`50,000 breaches: ready after ${Math.round(again.ready)} ms (first ${Math.round(opened)} ms), filter ${Math.round(filter)} ms, sort ${Math.round(sort)} ms, ${(readFileSync("many/report.html").length / 1e6).toFixed(1)} MB`);
  const council = await pageOf(browser, "council", {}, "", true);
  figures.push(`council: ready after ${Math.round(council.ready)} ms, ${(readFileSync("council/report.html").length / 1e6).toFixed(1)} MB`);
  await Promise.all([page, again, council].map((one) => one.context().close()));
});

followed(test, shots);
accessible(test, shots);
hardened(test);

const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
async function labelOf(page, team) {
  const labels = await page.evaluate(() => [...document.querySelector("#breaches select[id^=breaches_c]").options].map((option) => option.textContent));
  return labels.find((label) => label.startsWith(team + " ("));
}

const browser = await browse(chromium);
let failed = 0;
for (const { name, run } of tests) {
  const start = performance.now();
  try {
    await run(browser);
    console.log(`ok    ${name} (${((performance.now() - start) / 1000).toFixed(1)} s)`);
  } catch (error) {
    ++failed;
    console.log("FAIL  " + name + "\n" + String(error.stack || error).split("\n").slice(0, 12).join("\n"));
  }
}
await browser.close();
for (const line of figures) console.log("      " + line);
console.log(`${tests.length - failed} of ${tests.length} hold`);
process.exit(failed ? 1 : 0);
