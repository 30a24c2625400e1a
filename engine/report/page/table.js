// Long lists: a real table of which one page stands in the document. Sorted and filtered over numbers; the texts are looked up once.
const pageSize = 50;

class LongTable {
  // options: name ("breaches"), place, caption, file; columns {name, kind, words(row), sort(row), cell(row)}; filters.
  constructor(table, options) {
    this.table = table;
    this.options = options;
    this.size = table.rule.length;
    this.state = { text: "", sort: "", down: false, page: 0 };
    this.rows = Uint32Array.from({ length: this.size }, (_, i) => i);
    this.build();
    this.apply(false);
  }

  // By column of data.columns: for each row the place of its text; made when first asked for.
  column(at) {
    this.columns ||= {};
    if (!this.columns[at]) {
      cellOf(this.table, 0, 0);
      const made = new Uint32Array(this.size);
      const place = data.rules.map((rule) => rule.columns.indexOf(at));
      for (let row = 0; row < this.size; ++row) {
        const nth = place[this.table.rule[row]];
        made[row] = nth < 0 ? 0 : this.table.cells[this.table.starts[row] + nth];
      }
      this.columns[at] = made;
    }
    return this.columns[at];
  }

  // Which rules, teams ... occur: choices of a filter.
  choices(values, words) {
    const seen = new Map();
    for (let row = 0; row < this.size; ++row) seen.set(values[row], (seen.get(values[row]) || 0) + 1);
    return [...seen].map(([value, count]) => ({ value: String(value), words: words(value), count })).sort((a, b) => (a.words < b.words ? -1 : a.words > b.words ? 1 : 0));
  }

  build() {
    const { name, place } = this.options;
    this.selects = [];
    const select = (key, label, values, words) => {
      const choices = this.choices(values, words);
      if (choices.length < 2) return null;
      const control = element("select", { id: name + "_" + key, onchange: () => { this.state[key] = control.value; this.apply(); } },
        element("option", { value: "" }, "All"), choices.map((one) => element("option", { value: one.value }, shortened(one.words, 70) + " (" + grouped(one.count) + ")")));
      this.selects.push({ key, values, control });
      return element("label", null, label, control);
    };
    const shown = data.columns.map((column, at) => ({ column, at })).filter(({ at }) => data.shown[at] && this.column(at).some((text) => text > 0));
    const filters = element("div", { class: "filters", role: "search", "aria-label": "Filter " + this.options.title.toLowerCase() },
      element("label", null, "Find a word or a key", this.search = element("input", { type: "search", id: name + "_text", autocomplete: "off", oninput: () => { this.state.text = this.search.value; this.apply(); } })),
      select("outcome", "Outcome", this.table.outcome, outcomeWords),
      select("rule", "Duty", this.table.rule, (rule) => data.rules[rule].title),
      shown.slice(0, 4).map(({ column, at }) => select("c" + at, spaced(column)[0].toUpperCase() + spaced(column).slice(1), this.column(at), (text) => texts[text] || "(none)")),
      this.options.until && element("label", null, "Due", this.until = element("select", { id: name + "_until", onchange: () => { this.state.until = this.until.value; this.apply(); } },
        element("option", { value: "" }, "Any day"), this.options.until.map(([day, words]) => element("option", { value: day }, words)))),
      element("label", { class: "list_sort" }, "Order", this.order = element("select", { id: name + "_order", onchange: () => {
        const [at, down] = this.order.value.split(" ");
        this.state.sort = at === "" ? "" : this.options.columns[Number(at)].name;
        this.state.down = down === "down";
        this.apply();
      } }, element("option", { value: "" }, "As in the files"), this.options.columns.flatMap((column, at) => [element("option", { value: at + " up" }, column.name + ", lowest first"), element("option", { value: at + " down" }, column.name + ", highest first")]))),
      element("button", { type: "button", onclick: () => { this.clear(); this.search.focus(); } }, "Clear filters"));
    this.words = element("p", { class: "words" });
    this.body = element("tbody", { role: "rowgroup" });
    this.heads = this.options.columns.map((column) => element("th", { role: "columnheader", scope: "col", class: column.kind || null },
      element("button", { type: "button", onclick: () => this.sortBy(column) }, column.name)));
    this.shownTable = element("table", { role: "table", class: "list", id: name + "_table", tabindex: "-1" }, element("caption", null, this.options.caption), element("thead", { role: "rowgroup" }, element("tr", { role: "row", "aria-rowindex": 1 }, this.heads)), this.body);
    const pager = () => {
      const words = element("span");
      const first = element("button", { type: "button", onclick: () => this.turn(-1) }, "Previous");
      const next = element("button", { type: "button", onclick: () => this.turn(1) }, "Next");
      (this.pagers ||= []).push({ words, first, next });
      return element("div", { class: "pages" }, first, words, next);
    };
    place.replaceChildren(element("details", { class: "filter", open: window.innerWidth > 700 }, element("summary", null, "Filter the list"), filters),
      element("div", { class: "summary" }, this.words, element("div", { class: "pages buttons" },
        element("button", { type: "button", onclick: () => copyText(csvOf(this.table, this.rows), counted(this.rows.length, "row", "rows")) }, "Copy as CSV"),
        element("button", { type: "button", onclick: () => downloadText(csvOf(this.table, this.rows), this.options.file) }, "Save as CSV"))),
      pager(), this.shownTable, this.last = pager());
  }

  clear(state = {}) {
    this.state = { text: "", sort: this.state.sort, down: this.state.down, page: 0, ...state };
    this.search.value = this.state.text;
    for (const { key, control } of this.selects) {
      control.value = this.state[key] || "";
      if (control.value !== (this.state[key] || "")) control.value = this.state[key] = "";
    }
    if (this.until) this.until.value = this.state.until || "";
    this.apply();
  }

  sortBy(column) {
    this.state.down = this.state.sort === column.name ? !this.state.down : !!column.downFirst;
    this.state.sort = column.name;
    this.apply();
  }

  turn(by) {
    this.state.page += by;
    this.draw();
    this.shownTable.scrollIntoView({ block: "nearest" });
    say(this.pagers[0].words.textContent);
  }

  // What a row says, in small letters, for the search.
  wordsOf(row) {
    this.lower ||= texts.map((text) => visible(text).toLowerCase());
    this.titles ||= data.rules.map((rule) => (rule.title + " " + rule.id).toLowerCase());
    let words = this.titles[this.table.rule[row]] + "\n" + this.lower[this.table.key[row]];
    for (let i = this.table.starts[row]; i < this.table.starts[row + 1]; ++i) words += "\n" + this.lower[this.table.cells[i]];
    if (this.table.reason) words += "\n" + this.lower[this.table.reason[row]];
    return words;
  }

  apply(aloud = true) {
    if (this.size) cellOf(this.table, 0, 0);
    const wanted = this.state.text.trim().toLowerCase().split(/\s+/).filter(Boolean);
    const exact = this.selects.filter(({ key }) => this.state[key]).map(({ key, values }) => [values, Number(this.state[key])]);
    const until = this.state.until ? Number(this.state.until) : null;
    const kept = [];
    for (let row = 0; row < this.size; ++row) {
      if (exact.some(([values, value]) => values[row] !== value)) continue;
      if (until !== null && (dueDay(this.table, row) === "" || dueDay(this.table, row) > until)) continue;
      if (wanted.length) {
        const words = this.wordsOf(row);
        if (!wanted.every((word) => words.includes(word))) continue;
      }
      kept.push(row);
    }
    const column = this.options.columns.find((one) => one.name === this.state.sort);
    if (column) {
      const keys = new Map(kept.map((row) => [row, column.sort(row)]));
      const sign = this.state.down ? -1 : 1;
      // What has no value stands last either way.
      kept.sort((a, b) => {
        const left = keys.get(a), right = keys.get(b);
        if (left === right) return a - b;
        if (left === "" || right === "") return left === "" ? 1 : -1;
        return (left < right ? -1 : 1) * sign;
      });
    }
    this.rows = kept;
    this.state.page = 0;
    this.draw();
    if (aloud) say(this.words.textContent);
  }

  draw() {
    const pages = Math.max(1, Math.ceil(this.rows.length / pageSize));
    this.state.page = Math.min(Math.max(this.state.page, 0), pages - 1);
    const from = this.state.page * pageSize, to = Math.min(this.rows.length, from + pageSize);
    this.words.textContent = this.rows.length === this.size ? counted(this.size, "case", "cases") : grouped(this.rows.length) + " of " + counted(this.size, "case", "cases");
    if (this.table.left_out) this.words.textContent += "; " + grouped(this.table.left_out) + " more stand in " + this.options.file;
    for (const { words, first, next } of this.pagers) {
      words.textContent = this.rows.length ? grouped(from + 1) + " to " + grouped(to) + " of " + grouped(this.rows.length) : "No case fits the filters";
      first.disabled = this.state.page === 0;
      next.disabled = this.state.page === pages - 1;
    }
    this.last.hidden = pages === 1;
    this.options.columns.forEach((column, at) => {
      if (this.state.sort === column.name) this.heads[at].setAttribute("aria-sort", this.state.down ? "descending" : "ascending");
      else this.heads[at].removeAttribute("aria-sort");
    });
    this.shownTable.setAttribute("aria-rowcount", this.rows.length + 1);
    const drawnRows = [];
    for (let i = from; i < to; ++i) {
      const row = this.rows[i];
      drawnRows.push(element("tr", { role: "row", "aria-rowindex": i + 2 }, this.options.columns.map((column, at) =>
        at === 0 ? element("th", { role: "rowheader", scope: "row", class: column.kind || null }, column.cell(row))
                 : element("td", { role: "cell", "data-label": column.name, class: column.kind || null }, column.cell(row)))));
    }
    this.body.replaceChildren(...drawnRows);
  }
}

// The columns of breaches, of what comes up and of what is not told.
function columnsOf(table, name) {
  const columns = [
    { name: "Case", sort: (row) => texts[table.key[row]], cell: (row) => [caseLink(table, row, name), element("br"), element("span", { class: "small" }, caseOwner(table, row))] },
    { name: "Duty", kind: "some", sort: (row) => data.rules[table.rule[row]].title, cell: (row) => element("a", { href: "#" + idOf(data.rules[table.rule[row]].kind, data.rules[table.rule[row]].id) }, shortened(data.rules[table.rule[row]].title)) },
  ];
  if (name !== "unknown") {
    columns.push({ name: "Outcome", sort: (row) => outcomeWords(table.outcome[row]), cell: (row) => outcomeBadge(table.outcome[row]) });
    columns.push({ name: "Due", kind: "date", sort: (row) => dueDay(table, row), cell: (row) => (severalDays(table, row) ? element("span", { class: "several" }, dueWords(table, row)) : timeWords(table.due[row])) });
  }
  if (name === "breaches") {
    columns.push({ name: "Late by", kind: "n", downFirst: true, sort: (row) => (table.late_by[row] ? table.late_by[row] : ""),
      cell: (row) => (table.late_by[row] ? grouped(table.late_by[row]) + " " + (table.late_by[row] === 1 ? texts[table.unit[row]].replace(/s$/, "") : texts[table.unit[row]]) : "") });
  }
  if (name === "unknown") columns.push({ name: "Why it cannot be told", kind: "some", sort: (row) => texts[table.reason[row]], cell: (row) => longText(texts[table.reason[row]]) });
  const rows = table.rule.map((_, row) => row);
  data.columns.forEach((column, at) => {
    if (!data.shown[at] || columns.length > 7 || !rows.some((row) => cellOf(table, row, at))) return;
    columns.push({ name: spaced(column)[0].toUpperCase() + spaced(column).slice(1), sort: (row) => cellOf(table, row, at), cell: (row) => shortened(cellOf(table, row, at), 60) });
  });
  return columns;
}
function caseLink(table, row, name) {
  const words = shortened(texts[table.key[row]], 80) || "(the data)";
  const turn = table.turn[row] ? ", turn " + table.turn[row] : "";
  return element("a", { href: "#case_" + name + "_" + row }, words + turn);
}
// "child 1100075": of the parents the one furthest up, else what the record is.
function caseOwner(table, row) {
  const rule = data.rules[table.rule[row]];
  const top = rule.columns.find((column) => !data.shown[column] && cellOf(table, row, column));
  return top === undefined ? spaced(rule.record) : spaced(data.columns[top]) + " " + shortened(cellOf(table, row, top), 60);
}
