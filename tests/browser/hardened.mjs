// Hostile texts are text, small numbers are nowhere, the same input gives the same bytes.
import { readFileSync } from "node:fs";
import { strict as assert } from "node:assert";
import { csvRows, go, pageOf, settled } from "./browse.mjs";

export function hardened(test) {
  test("shows hostile titles, keys and names as text", async (browser) => {
    const source = readFileSync("hostile/report.html", "utf8");
    assert.equal((source.match(/<script/g) || []).length, 3, "the data, the cases, the script");
    assert.doesNotMatch(source, /[\u2028-\u202e\u2066-\u2069]/);
    for (const width of [320, 1280]) {
      const page = await pageOf(browser, "hostile", { width });
      await settled(page);
      const rows = csvRows("hostile/breaches.csv").length;
      for (const route of ["", "actions", "measures", "breaches", "due", "quality", "method", "measure_share_in_time", "timescale_closed_in_time", ...Array.from({ length: rows }, (_, at) => "case_breaches_" + at)]) {
        await go(page, route);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        assert.ok(wide <= 0, `${route || "overview"} is ${wide} px too wide at ${width}`);
      }
      assert.equal(await page.evaluate(() => window.hurt), undefined);
      assert.equal((await page.$$("main img, main script, main iframe, [onerror], [onmouseover]")).length, 0);
      assert.deepEqual(page.complaints, []);
      await go(page, "breaches");
      if (width < 700) await page.click("#breaches summary");
      await page.fill("#breaches_text", "egnp");
      assert.match(await page.textContent("#breaches_table tbody th"), /\\u202egnp\.exe/);
      // What is cut on the list stands whole on the case's page.
      await page.fill("#breaches_text", "x".repeat(200));
      await page.click("#breaches_table tbody th a");
      await page.waitForFunction((whole) => document.querySelector("#detail").textContent.includes(whole), "x".repeat(10_000));
      await page.context().close();
    }
  });

  test("holds nothing of figures that a measure hides", async (browser) => {
    const page = await pageOf(browser, "few");
    await settled(page);
    const hidden = csvRows("few/measures.csv").filter((row) => row.hidden === "yes");
    assert.ok(hidden.length >= 2);
    const values = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).measures.flatMap((measure) => measure.values));
    const without = values.filter((value) => value[2] === "hidden");
    assert.equal(without.length, hidden.length);
    assert.ok(without.every((value) => value.length === 3));
    // Nor in words: a sentence of what comes or of what would bring it up names no figure of it.
    const said = await page.evaluate(() => JSON.parse(document.getElementById("data").textContent).measures.flatMap((measure) => [measure.words, measure.what_if, ...measure.next]).join(" "));
    assert.doesNotMatch(said, /South/);
    await go(page, "measure_share_in_time");
    const south = await page.$$eval("#detail .filters select option", (list) => list.filter((one) => one.textContent === "South").map((one) => one.value));
    await page.selectOption("#detail .filters select", south[0]);
    assert.match(await page.textContent("#detail details"), /hidden \(small numbers\)/);
    assert.doesNotMatch(await page.textContent("#detail details"), /\d%/);
    await page.context().close();
  });

  test("gives the same bytes with one thread and with several", async () => {
    assert.ok(readFileSync("council/report.html").equals(readFileSync("council_again/report.html")));
  });
}
