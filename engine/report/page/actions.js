// What falls due: the days ahead, then the list.
function dueDays() {
  return data.week.map(([day, working, count]) => ({ day, count, off: !working }));
}
// A list is built when it is first looked at.
function listOf(id) {
  if (id in made) return made[id];
  made[id] = null;
  const titles = { breaches: "Breaches", due: "What falls due", unknown: "What cannot be told" };
  const name = id === "due" ? "upcoming" : id, file = name + ".csv";
  const place = document.querySelector("[data-table=" + id + "]");
  const table = data[name];
  if (!table.rule.length) {
    place.append(element("p", { class: "calm" }, { breaches: "Nothing is late, too early, overdue or wrong.", due: "Nothing is open.", unknown: "Nothing is in doubt." }[id]));
    return null;
  }
  let room = place;
  if (id === "due") {
    const days = dueDays();
    if (days.some(({ count }) => count)) place.append(...weekList(days, table.several.length), element("h3", null, "All that is open"));
    place.append((room = element("div")));
  }
  const until = id === "due" ? [[data.friday, "By " + weekdayWords(data.friday)], [data.until, "In the next 10 working days"], [data.as_of + 31, "In the next 31 days"]] : null;
  const caption = id === "breaches" ? "Overdue first; each case leads to why" : id === "due" ? "Due soon first" : "Never counted as in time";
  made[id] = new LongTable(table, { name: id, title: titles[id], place: room, caption, file, until, columns: columnsOf(table, name) });
  return made[id];
}
const made = {};
// From "team=North&outcome=overdue" to the state of a list.
function stateOf(list, query) {
  const wanted = new URLSearchParams(query);
  const state = {};
  if (wanted.has("rule")) state.rule = String(data.rules.findIndex((rule) => rule.id === wanted.get("rule")));
  if (wanted.has("team") && data.team >= 0) state["c" + data.team] = String(texts.indexOf(wanted.get("team")));
  if (wanted.has("outcome")) state.outcome = String(data.outcomes.indexOf(wanted.get("outcome")));
  if (wanted.has("until")) state.until = wanted.get("until");
  if (wanted.has("text")) state.text = wanted.get("text");
  return state;
}
