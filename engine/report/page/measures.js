// The page of a measure, and the filter over the list of measures.
function measureView(measure) {
  const kinds = [...new Set(measure.periods.map(([kind]) => kind))];
  const groups = [...new Set(measure.values.map((value) => value[1]))].filter((group) => group !== 0);
  let kind = kinds[0], group = 0;
  const place = element("div", { class: "chart" }), figures = element("div");
  const draw = () => {
    const points = seriesOf(measure, kind, group);
    const width = Math.max(260, Math.min(960, place.clientWidth || 640));
    place.replaceChildren(points.some((point) => !point.state) ? chartOf(measure, points, width) : element("p", { class: "calm" }, "There is no figure to draw."));
    figures.replaceChildren(element("details", { class: "fold", open: points.length <= 8 }, element("summary", null, "Figures, period by period"), figureTable(measure, points)));
  };
  const choose = (label, choices, set) => choices.length > 1 && element("label", null, label, element("select", { onchange: (event) => { set(event.target.value); draw(); say(label + " chosen, the chart is drawn anew."); } }, choices.map(([value, words]) => element("option", { value }, words))));
  const now = measure.now >= 0 ? seriesOfValue(measure, measure.values[measure.now]) : null;
  const needed = [...document.querySelectorAll("#actions .needs a")].filter((link) => link.getAttribute("href") === "#" + idOf("measure", measure.id)).map((link) => link.closest("article"));
  const parts = [
    backLink("measures", "All measures"),
    element("h2", { tabindex: "-1" }, shortened(measure.title)),
    element("p", { class: "stat" }, element("b", null, now ? figureWords(measure, now) : ""), now && gradeBadge(measure, now), element("span", { class: "small" }, now ? now.name + (now.soFar ? " so far" : "") + casesWords(measure, now) : visible(measure.words))),
    measure.unplaced > 0 && element("p", { class: "small" }, counted(measure.unplaced, "unknown case fits", "unknown cases fit") + " no period, since the date is not told."),
    element("div", { class: "filters" }, choose("Period", kinds.map((one) => [one, spaced(one)]), (value) => { kind = value; }),
      choose("Group (" + measure.by.map(spaced).join(", ") + ")", [[0, "All"], ...groups.map((one) => [one, shortened(texts[one], 60)])], (value) => { group = Number(value); })),
    place, figures,
    measure.next.length > 0 && [element("h3", null, "The next 10 working days"), element("dl", { class: "facts words" },
      fact("If nothing is done", shortened(measure.next[0], 1000)), fact("If all that is due is done on time", shortened(measure.next[1], 1000))),
      measure.next[2] > 0 && element("p", { class: "small" }, counted(measure.next[2], "case that comes due is", "cases that come due are") + " left open in this: the due date is not told.")],
    measure.what_if && [element("h3", null, "What would bring it up"), element("p", { class: "why" }, shortened(measure.what_if, 3000))],
    needed.length > 0 && [element("h3", null, needed.length === 1 ? "An action needs it" : "Actions need it"), element("ul", { class: "needs" }, [...new Set(needed)].map((article) => element("li", null, article.querySelector("h3 .badge").cloneNode(true), " ", element("a", { href: "#" + article.id }, article.querySelector("h3 .name").textContent))))],
    measure.rules.length > 0 && [element("h3", null, "The cases behind it"), element("ul", { class: "needs" }, measure.rules.map((rule) => element("li", null, ruleCases(rule))))],
    element("h3", null, "How it is counted"),
    measure.law && element("p", null, "Source: ", shortened(measure.law, 600)),
    measure.text && ruleText(measure.text),
    measure.file > 0 && element("p", { class: "small" }, texts[measure.file] + ", line " + measure.line),
  ];
  return { parts, shown: draw, resized: draw };
}
function seriesOfValue(measure, value) {
  return seriesOf({ ...measure, values: [value] }, measure.periods[value[0]][0], value[1])[0];
}
function casesWords(measure, point) {
  if (point.state || point.denominator < 0) return "";
  if (point.numerator < 0) return ", over " + counted(point.denominator, "record", "records");
  return ", " + grouped(point.numerator) + " of " + grouped(point.denominator) + (point.unknown > 0 ? ", " + grouped(point.unknown) + " unknown" : "");
}
function figureTable(measure, points) {
  const withCases = points.some((point) => !point.state && point.denominator >= 0), graded = measure.grades.length > 0;
  const head = ["Period", "Figure", withCases && "Cases", graded && "Band"].filter(Boolean);
  return element("table", { role: "table" }, element("caption", { class: "quiet" }, "Figures of " + shortened(measure.title)),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, head.map((name) => element("th", { role: "columnheader", scope: "col" }, name)))),
    element("tbody", { role: "rowgroup" }, points.slice().reverse().map((point) => element("tr", { role: "row" },
      element("th", { role: "rowheader", scope: "row" }, point.name + (point.soFar ? " so far" : "")),
      element("td", { role: "cell", "data-label": "Figure" }, figureWords(measure, point)),
      withCases && element("td", { role: "cell", "data-label": "Cases" }, casesWords(measure, point).replace(/^, /, "")),
      graded && element("td", { role: "cell", "data-label": "Band" }, gradeBadge(measure, point))))));
}
// "Reviews held: 12 breaches" with the way to them.
function ruleCases(at) {
  const rule = data.rules[at];
  const breaches = ["late", "too early", "overdue", "breached"].reduce((sum, word) => sum + (rule.counts[word] || 0), 0);
  return [element("a", { href: "#" + idOf(rule.kind, rule.id) }, shortened(rule.title)), ": ", breaches ? element("a", { href: "#breaches?rule=" + encodeURIComponent(rule.id) }, counted(breaches, "breach", "breaches")) : "no breach"];
}

function measureFilter() {
  const place = document.querySelector("[data-filters=measures]");
  if (!place) return;
  const groups = [...document.querySelectorAll("#measures [data-title]")].map((group) => ({ group, rows: [...group.querySelectorAll(".measure")] }));
  const lists = groups.map(({ rows }) => rows.map((row) => row.textContent.toLowerCase()));
  const all = groups.reduce((sum, { rows }) => sum + rows.length, 0);
  const words = element("p", { class: "words small" });
  const apply = () => {
    const wanted = search.value.trim().toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    groups.forEach(({ group, rows }, at) => {
      let inside = 0;
      rows.forEach((row, nth) => {
        row.hidden = !(!select.value || group.dataset.tone === select.value) || !wanted.every((word) => lists[at][nth].includes(word));
        inside += !row.hidden;
      });
      group.hidden = inside === 0;
      if (group.matches("details")) group.open = inside > 0 && (wanted.length > 0 || select.value === group.dataset.tone);
      count += inside;
    });
    const table = byId("measures_table");
    if (table) table.hidden = [...table.tBodies].every((body) => body.hidden);
    words.textContent = count === all ? "" : grouped(count) + " of " + counted(all, "measure", "measures");
    say(grouped(count) + " of " + counted(all, "measure", "measures"));
  };
  const search = element("input", { type: "search", id: "measures_text", autocomplete: "off", oninput: apply });
  const select = element("select", { id: "measures_tone", onchange: apply }, element("option", { value: "" }, "All (" + all + ")"),
    groups.map(({ group, rows }) => element("option", { value: group.dataset.tone }, shortened(group.dataset.title, 60) + " (" + rows.length + ")")));
  place.append(element("label", null, "Find a measure", search), element("label", null, "Grade", select), words);
}
