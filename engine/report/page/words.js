// Data, words, and elements made without HTML text: whatever stems from data is set as text.
const data = JSON.parse(document.getElementById("data").textContent);
const texts = data.texts;
const months = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];
const weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const byId = (id) => document.getElementById(id);
const grouped = (number) => String(number).replace(/\B(?=(\d{3})+$)/g, ",");
const counted = (number, one, many) => grouped(number) + " " + (number === 1 ? one : many);

function isoDay(day) {
  return new Date(day * 86400000).toISOString().slice(0, 10);
}
function dayWords(day) {
  const date = new Date(day * 86400000);
  return date.getUTCDate() + " " + months[date.getUTCMonth()] + " " + date.getUTCFullYear();
}
function weekdayWords(day) {
  return weekdays[(((day + 3) % 7) + 7) % 7] + " " + dayWords(day).replace(/ \d+$/, "");
}
// A day number, a moment "2026-03-31 18:00", or "".
function timeWords(time) {
  if (time === "") return "";
  if (typeof time === "number") return dayWords(time);
  return dayWords(dayOf(time)) + time.slice(10);
}
function dayOf(time) {
  return typeof time === "number" ? time : Math.round(Date.parse(time.slice(0, 10) + "T00:00:00Z") / 86400000);
}
// The first and the last day of one that may be due on several; only what comes up has such.
function severalDays(table, row) {
  table.days ||= new Map((table.several || []).map(([at, first, last]) => [at, { first, last }]));
  return table.days.get(row);
}
function dueWords(table, row) {
  const several = severalDays(table, row);
  if (!several) return timeWords(table.due[row]);
  return several.last === "" ? "not before " + dayWords(several.first) + "; the last day is not told" : "one of the days from " + dayWords(several.first) + " to " + dayWords(several.last);
}
// A number for sorting and filtering; "" where there is no due date.
function dueDay(table, row) {
  const several = severalDays(table, row);
  return several ? several.first : table.due[row] === "" ? "" : dayOf(table.due[row]);
}
const isoTime = (time) => (typeof time === "number" ? isoDay(time) : time);
const spaced = (name) => name.replace(/[._]/g, " ");

// What does not show, and changes how other text reads, is shown as its code.
const hiding = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u206f\ufeff\ufff9-\ufffb]/g;
function visible(text) {
  return String(text).replace(hiding, (sign) => "\\u" + sign.charCodeAt(0).toString(16).padStart(4, "0"));
}
function shortened(text, most = 160) {
  const shown = visible(text);
  return shown.length > most ? shown.slice(0, most) + "\u2026" : shown;
}

// element("p", {class: "x"}, "text", node, ...); a child that is false, null or undefined is left out.
function element(name, attributes, ...children) {
  const made = document.createElement(name);
  return filled(made, attributes, children);
}
function drawn(name, attributes, ...children) {
  const made = document.createElementNS("http://www.w3.org/2000/svg", name);
  return filled(made, attributes, children);
}
function filled(made, attributes, children) {
  for (const key in attributes || {}) {
    const value = attributes[key];
    if (value === false || value === null || value === undefined) continue;
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else made.setAttribute(key, value === true ? "" : value);
  }
  for (const child of children.flat()) {
    if (child === false || child === null || child === undefined) continue;
    made.append(child instanceof Node ? child : document.createTextNode(visible(child)));
  }
  return made;
}
// A long text is cut; the whole stands behind it.
function longText(text) {
  const shown = visible(text);
  if (shown.length <= 400) return document.createTextNode(shown);
  return element("details", { class: "long" }, element("summary", null, shown.slice(0, 160) + "\u2026 ", element("span", { class: "more" }, "show all")), shown);
}
// Words of a rule, line by line: an end of line is nothing that hides.
function ruleText(text) {
  return element("pre", { tabindex: "0", role: "region", "aria-label": "The words of the rule" }, text.split("\n").flatMap((line, at) => (at ? [document.createTextNode("\n"), line.replace(/\r$/, "")] : [line])));
}
const shapes = {
  good: ["M2 6.5 5 9.5 10 3"],
  fair: ["M6 1.5 11 10.5H1z"],
  poor: ["M2.5 2.5 9.5 9.5M9.5 2.5 2.5 9.5"],
  doubt: ["M3.8 4.2a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.5M6 10.4v.1"],
};
function badge(tone, words) {
  const shape = shapes[tone];
  return element("span", { class: "badge " + tone },
    shape && drawn("svg", { viewBox: "0 0 12 12", width: 12, height: 12, "aria-hidden": "true", focusable: "false" }, shape.map((d) => drawn("path", { d }))), words);
}
const outcomeTones = { late: "fair", too_early: "fair", overdue: "poor", breached: "poor", due_soon: "fair", due: "none", no_due_date: "none", unknown: "doubt", not_run: "doubt" };
const outcomeWords = (index) => data.outcomes[index].replace(/_/g, " ");
const outcomeBadge = (index) => badge(outcomeTones[data.outcomes[index]] || "none", outcomeWords(index));

let sayLater = 0;
function say(words) {
  clearTimeout(sayLater);
  sayLater = setTimeout(() => { byId("said").textContent = visible(words); }, 150);
}
// As html_id() of the program makes them.
function idOf(kind, name) {
  let id = kind + "_";
  for (const byte of new TextEncoder().encode(name)) {
    const sign = String.fromCharCode(byte);
    id += byte < 128 && /\w/.test(sign) ? sign : "Z" + byte.toString(16).padStart(2, "0");
  }
  return id;
}
function fact(name, ...words) {
  const told = words.flat().filter((word) => word !== "" && word !== null && word !== undefined && word !== false);
  return told.length > 0 && element("div", null, element("dt", null, name), element("dd", null, told));
}
