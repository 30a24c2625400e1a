// A case and a rule: why it came out so, with the cells it was read from. The explanations are unpacked when first asked for.
let unpacking = null;
function explanations() {
  unpacking ||= (async () => {
    const packed = byId("cases").textContent;
    const found = new Map();
    if (!packed || !("DecompressionStream" in window)) return found;
    const bytes = Uint8Array.from(atob(packed), (sign) => sign.charCodeAt(0));
    const list = JSON.parse(await new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("deflate-raw"))).text());
    for (const [row, sentence, values, counted_, conditions] of list) found.set(row, { sentence, values, counted: counted_, conditions });
    return found;
  })();
  return unpacking;
}
const inShell = (text) => (/^[\w./:-]+$/.test(text) ? text : "'" + text.replace(/'/g, "'\\''") + "'");
function commandOf(rule, key, turn) {
  return "duly explain " + data.command + " --as-of " + inShell(data.as_of_text) + " --for " + inShell(rule.id) + (key ? " --key " + inShell(key) : "") + (turn ? " --turn " + turn : "");
}
function commandBlock(words) {
  const shown = visible(words);
  return [element("pre", { tabindex: "0", role: "region", "aria-label": "Command that explains it" }, shown), element("p", { class: "buttons" }, element("button", { type: "button", onclick: () => copyText(words, "The command is") }, "Copy the command"))];
}

function caseView(name, row) {
  const table = data[name];
  const rule = data.rules[table.rule[row]];
  const key = texts[table.key[row]];
  const why = element("div", { class: "why_case" }, element("p", { class: "calm" }, table.reason && table.reason[row] ? texts[table.reason[row]] : ""));
  const late = table.late_by && table.late_by[row] ? grouped(table.late_by[row]) + " " + (table.late_by[row] === 1 ? texts[table.unit[row]].replace(/s$/, "") : texts[table.unit[row]]) : "";
  const parts = [
    backLink(name === "unknown" ? "quality" : name === "upcoming" ? "due" : "breaches", "Back to the list"),
    element("h2", { tabindex: "-1" }, shortened(key, 120) || "The data as a whole", table.turn[row] ? ", turn " + table.turn[row] : ""),
    element("p", { class: "stat" }, outcomeBadge(table.outcome[row]), " ", element("a", { href: "#" + idOf(rule.kind, rule.id) }, shortened(rule.title))),
    key.length > 120 && element("p", null, longText(key)),
    why,
    element("dl", { class: "facts" }, fact("Clock started", timeWords(table.from[row])), fact("Due", dueWords(table, row)), fact("Done", table.done ? timeWords(table.done[row]) : ""), fact("Late by", late),
      rule.columns.map((column) => fact(spaced(data.columns[column]), cellOf(table, row, column) && longText(cellOf(table, row, column)))),
      fact("Law", shortened(texts[table.law[row]], 400)), fact("Version of the rule", texts[table.version[row]])),
    element("h3", null, "Ask for the whole explanation"),
    element("p", { class: "small" }, "Where Duly and the data are, this tells every step:"),
    commandBlock(commandOf(rule, key, table.turn[row])),
  ];
  const shown = async () => {
    if (name !== "breaches") return;
    const found = (await explanations()).get(row);
    if (!found) return why.replaceChildren(element("p", { class: "calm" }, "Of so many cases this one is not explained in the page; the command below tells it."));
    why.replaceChildren(element("div", { class: "lead" }, longText(found.sentence)),
      ...foundParts(found));
  };
  return { parts, shown };
}
function foundParts(found) {
  return [
    found.values.length > 0 && element("h3", null, "What was read, and where it stands"),
    found.values.length > 0 && valuesTable(found.values),
    found.counted.length > 0 && element("h3", null, "How the days were counted"),
    found.counted.length > 0 && element("ul", null, found.counted.map((line) => element("li", null, longText(line.replace(/^counted: /, ""))))),
    found.conditions.length > 0 && element("h3", null, "Conditions"),
    found.conditions.length > 0 && element("ul", null, found.conditions.map(([state, sentence]) => element("li", null, spaced(state) + ": ", longText(sentence)))),
  ].filter(Boolean);
}
function valuesTable(values) {
  return element("table", { role: "table" }, element("caption", { class: "quiet" }, "Values read"),
    element("thead", { role: "rowgroup" }, element("tr", { role: "row" }, ["What", "Value", "File and line", "Column"].map((name) => element("th", { role: "columnheader", scope: "col" }, name)))),
    element("tbody", { role: "rowgroup" }, values.map(([name, value, file, line, header]) => element("tr", { role: "row" },
      element("th", { role: "rowheader", scope: "row" }, shortened(spaced(name), 80)), element("td", { role: "cell", "data-label": "Value" }, /^\d{4}-\d\d-\d\d$/.test(value) ? dayWords(dayOf(value)) : longText(value)),
      element("td", { role: "cell", "data-label": "File and line" }, file && shortened(file, 200) + (line ? " line " + line : "")), element("td", { role: "cell", "data-label": "Column" }, shortened(header, 80))))));
}

function ruleView(at) {
  const rule = data.rules[at];
  const breaches = [];
  for (let row = 0; row < data.breaches.rule.length; ++row) if (data.breaches.rule[row] === at) breaches.push(row);
  const due = data.upcoming.rule.filter((one) => one === at).length;
  const measures = data.measures.filter((measure) => measure.rules.includes(at));
  const parts = [
    backLink("method", "All rules"),
    element("h2", { tabindex: "-1" }, shortened(rule.title)),
    rule.title.length > 160 && element("p", null, longText(rule.title)),
    element("p", { class: "lead" }, Object.entries(rule.counts).map(([word, count]) => grouped(count) + " " + word).join(", ") || "No record comes under it."),
    breaches.length > 0 && [element("h3", null, "Its breaches"), element("p", null, element("a", { href: "#breaches?rule=" + encodeURIComponent(rule.id) }, breaches.length === 1 ? "Show it in the list" : "Show all " + grouped(breaches.length) + " in the list")),
      element("ul", { class: "needs" }, breaches.slice(0, 10).map((row) => element("li", null, outcomeBadge(data.breaches.outcome[row]), " ", caseLink(data.breaches, row, "breaches"), " ",
        element("span", { class: "small" }, data.breaches.late_by[row] ? "by " + grouped(data.breaches.late_by[row]) + " " + texts[data.breaches.unit[row]] : ""))))],
    due > 0 && element("p", null, element("a", { href: "#due?rule=" + encodeURIComponent(rule.id) }, counted(due, "case is", "cases are") + " open and not yet due")),
    measures.length > 0 && [element("h3", null, "Measures that count it"), element("ul", { class: "needs" }, measures.map((measure) => element("li", null, element("a", { href: "#" + idOf("measure", measure.id) }, shortened(measure.title)))))],
    element("h3", null, "The rule, as it was run"),
    rule.law && element("p", null, "Law: ", shortened(rule.law, 600)),
    rule.text && ruleText(rule.text),
    rule.file > 0 && element("p", { class: "small" }, (texts[rule.pack] ? shortened(texts[rule.pack]) + ": " : "") + texts[rule.file] + ", line " + rule.line),
    element("h3", null, "Ask for the whole explanation"),
    commandBlock(commandOf(rule, "", 0)),
  ];
  return { parts };
}
