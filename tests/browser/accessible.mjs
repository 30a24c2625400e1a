// WCAG 2.2 AA as far as axe-core can tell, at three widths, light and dark; no sideways scrolling.
import { readFileSync } from "node:fs";
import { strict as assert } from "node:assert";
import { go, pageOf, settled } from "./browse.mjs";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const routes = ["", "actions", "measures", "breaches", "due", "quality", "method", "measure_reviews_in_time", "measure_visits_in_time", "timescale_care_reviews", "case_breaches_5"];

async function violations(page) {
  // As an extension would: beside the page's policy, which lets no other script in.
  const session = await page.context().newCDPSession(page);
  const world = await session.send("Page.createIsolatedWorld", { frameId: (await session.send("Page.getFrameTree")).frameTree.frame.id });
  const ask = (expression) => session.send("Runtime.evaluate", { expression, contextId: world.executionContextId, awaitPromise: true, returnByValue: true });
  await ask(axe);
  const answer = await ask(`axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"], resultTypes: ["violations"] }).then((found) =>
    JSON.stringify(found.violations.map((one) => one.id + ": " + one.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0] || node.all[0] || node.none[0] || {}).message).join(" | "))))`);
  await session.detach();
  if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails).slice(0, 500));
  return JSON.parse(answer.result.value);
}

export function accessible(test, shots) {
  for (const width of [320, 768, 1280]) {
    test(`has no violation that axe-core finds, and no sideways scrolling, ${width} px wide`, async (browser) => {
      const found = [];
      for (const colorScheme of ["light", "dark"]) {
        const page = await pageOf(browser, "council", { width, height: width === 320 ? 640 : 900, colorScheme, reducedMotion: "reduce" });
        await settled(page);
        for (const route of routes) {
          await go(page, route);
          await page.waitForTimeout(60);
          const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (wide > 0) found.push(`${route || "overview"}: ${wide} px too wide`);
          for (const one of await violations(page)) found.push(`${colorScheme} ${route || "overview"}: ${one}`);
          if (shots) await page.screenshot({ path: `${shots}/${route || "overview"}_${width}_${colorScheme}.png` });
        }
        await page.context().close();
      }
      for (const name of ["annex", "clear", "empty", "hostile"]) {
        const page = await pageOf(browser, name, { width });
        await settled(page);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
        if (wide > 0) found.push(`${name}: ${wide} px too wide`);
        for (const one of await violations(page)) found.push(`${name}: ${one}`);
        await page.context().close();
      }
      assert.deepEqual(found, []);
    });
  }

  test("has its headings in order, landmarks, and captions", async (browser) => {
    const page = await pageOf(browser, "council");
    await settled(page);
    for (const route of routes) {
      await go(page, route);
      const levels = await page.$$eval("h1,h2,h3,h4", (list) => list.filter((one) => one.offsetParent).map((one) => Number(one.tagName[1])));
      assert.equal(levels[0], 1);
      levels.forEach((level, at) => assert.ok(at === 0 || level <= levels[at - 1] + 1, `${route}: ${levels}`));
    }
    assert.deepEqual(await page.$$eval("table", (list) => list.filter((one) => !one.caption || !one.querySelector("th[scope=col]")).map((one) => one.id)), []);
    assert.equal((await page.$$("main")).length, 1);
    assert.equal(await page.getAttribute("html", "lang"), "en-GB");
    await page.context().close();
  });
}
