// WCAG 2.2 AA as far as axe-core can tell, at three widths, light and dark; no sideways scrolling.
import { readFileSync } from "node:fs";
import { strict as assert } from "node:assert";
import { go, pageOf, settled } from "./browse.mjs";

const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");
const routes = ["", "actions", "measures", "breaches", "due", "quality", "method", "measure_reviews_in_time", "measure_visits_in_time", "timescale_care_reviews", "case_breaches_5"];

const tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

// A world of its own for axe-core, as an extension has: the page's policy lets no other script in.
async function checker(page) {
  const session = await page.context().newCDPSession(page);
  const world = await session.send("Page.createIsolatedWorld", { frameId: (await session.send("Page.getFrameTree")).frameTree.frame.id });
  const ask = async (expression) => {
    const answer = await session.send("Runtime.evaluate", { expression, contextId: world.executionContextId, awaitPromise: true, returnByValue: true });
    if (answer.exceptionDetails) throw new Error(JSON.stringify(answer.exceptionDetails).slice(0, 500));
    return answer.result.value;
  };
  await ask(axe);
  // What no reader gets to see is taken out meanwhile, and of rows that are made alike the first twelve stay: axe-core looks at every element.
  return async (options) => JSON.parse(await ask(`(async () => {
    const out = [...document.querySelectorAll("main > .view[hidden], main tbody > tr:nth-child(n + 13), main ul > li:nth-child(n + 25)")].map((node) => {
      const mark = document.createComment("");
      node.replaceWith(mark);
      return [mark, node];
    });
    try {
      const found = await axe.run(document, { ...${JSON.stringify(options)}, resultTypes: ["violations"] });
      return JSON.stringify(found.violations.map((one) => one.id + ": " + one.nodes.slice(0, 3).map((node) => node.target.join(" ") + " " + (node.any[0] || node.all[0] || node.none[0] || {}).message).join(" | ")));
    } finally {
      for (const [mark, node] of out.reverse()) mark.replaceWith(node);
    }
  })()`));
}
const wider = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

export function accessible(test, shots) {
  // All rules where the page is laid out in its own way, the contrast of colours in the dark as well.
  for (const [width, colorScheme, options, its] of [
    [1280, "light", { runOnly: tags }, routes], [320, "light", { runOnly: tags }, routes], [768, "light", { runOnly: tags }, ["", "measures", "breaches"]],
    [1280, "dark", { runOnly: { type: "rule", values: ["color-contrast", "link-in-text-block"] } }, routes],
  ]) {
    test(`has no violation that axe-core finds, and no sideways scrolling, ${width} px wide, ${colorScheme}`, async (browser) => {
      const found = [];
      const page = await pageOf(browser, "council", { width, height: width === 320 ? 640 : 900, colorScheme, reducedMotion: "reduce" });
      await settled(page);
      const violations = await checker(page);
      for (const route of routes) {
        await go(page, route);
        if ((await wider(page)) > 0) found.push(`${route || "overview"}: ${await wider(page)} px too wide`);
        if (its.includes(route)) for (const one of await violations(options)) found.push(`${route || "overview"}: ${one}`);
        if (shots) await page.screenshot({ path: `${shots}/${route || "overview"}_${width}_${colorScheme}.png` });
      }
      await page.context().close();
      if (colorScheme === "dark") return assert.deepEqual(found, []);
      for (const name of width === 320 ? ["annex", "clear", "empty", "hostile"] : []) {
        const other = await pageOf(browser, name, { width });
        await settled(other);
        if ((await wider(other)) > 0) found.push(`${name}: ${await wider(other)} px too wide`);
        for (const one of await (await checker(other))(options)) found.push(`${name}: ${one}`);
        await other.context().close();
      }
      assert.deepEqual(found, []);
    });
  }

  test("nor in an explanation and in a graph as files of their own", async (browser) => {
    const found = [];
    for (const [file, width, colorScheme] of [["explain.html", 320, "light"], ["explain.html", 1280, "dark"], ["graph.svg", 1280, "light"], ["graph.svg", 1280, "dark"]]) {
      const page = await pageOf(browser, "council", { width, colorScheme }, "", false, file);
      if (file === "explain.html" && (await wider(page)) > 0) found.push(`${file}: ${await wider(page)} px too wide`);
      for (const one of await (await checker(page))({ runOnly: tags })) found.push(`${file} ${width} ${colorScheme}: ${one}`);
      if (shots) await page.screenshot({ path: `${shots}/${file}_${width}_${colorScheme}.png` });
      await page.context().close();
    }
    assert.deepEqual(found, []);
  });

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
