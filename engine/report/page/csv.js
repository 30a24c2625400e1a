// The same cells as breaches.csv and its like: no cell acts as a formula.
const guarded = /^ *[=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/;
function csvCell(text, fromOutside) {
  let cell = String(text);
  if (fromOutside && guarded.test(cell)) cell = "'" + cell;
  return /[",\r\n;\t]|^ | $/.test(cell) ? '"' + cell.replace(/"/g, '""') + '"' : cell;
}
function csvOf(table, rows) {
  const head = ["rule", "title", "record", "key", "turn", "outcome", "from", "due", "done", "late_by", "unit", "version", "law", ...data.columns, "reason"];
  const lines = [head.map((name) => csvCell(name, true)).join(",")];
  for (const row of rows) {
    const rule = data.rules[table.rule[row]];
    const cells = [
      csvCell(rule.id, true), csvCell(rule.title, true), csvCell(rule.record, true), csvCell(texts[table.key[row]], true), table.turn[row] || "", data.outcomes[table.outcome[row]],
      isoTime(table.from[row]), isoTime(table.due[row]), table.done ? isoTime(table.done[row]) : "", (table.late_by && table.late_by[row]) || "", table.unit ? texts[table.unit[row]] : "",
      csvCell(texts[table.version[row]], true), csvCell(texts[table.law[row]], true),
    ];
    for (let column = 0; column < data.columns.length; ++column) cells.push(csvCell(cellOf(table, row, column), true));
    cells.push(csvCell(table.reason ? texts[table.reason[row]] : "", true));
    lines.push(cells.join(","));
  }
  return lines.join("\n") + "\n";
}
// The text of a column of data.columns; "" where the rule has none.
function cellOf(table, row, column) {
  if (!table.starts) {
    table.starts = new Uint32Array(table.rule.length + 1);
    for (let i = 0; i < table.rule.length; ++i) table.starts[i + 1] = table.starts[i] + data.rules[table.rule[i]].columns.length;
  }
  const at = data.rules[table.rule[row]].columns.indexOf(column);
  return at < 0 ? "" : texts[table.cells[table.starts[row] + at]];
}
async function copyText(text, what) {
  try {
    await navigator.clipboard.writeText(text);
  } catch (refused) {
    const area = element("textarea", { class: "quiet", "aria-hidden": "true" });
    area.value = text;
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    if (!done) return say("The browser did not allow copying.");
  }
  say(what + " copied.");
}
function downloadText(text, name) {
  const address = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv" }));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 1000);
  say(name + " is being saved.");
}
