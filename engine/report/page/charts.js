// The history of a measure, drawn as wide as its place: bands as shading with their names, a bar where cases are unknown, areas compared with.
const tones = (measure, grade) => (grade === 0 ? "good" : grade === measure.grades.length - 1 ? "poor" : "fair");

// Values of the total or of a group, of one kind of period, oldest first.
function seriesOf(measure, kind, group) {
  return measure.values.filter((value) => measure.periods[value[0]][0] === kind && value[1] === group).map((value) => {
    const [, name, from, to, soFar] = measure.periods[value[0]];
    const point = { name, from, to, soFar: !!soFar, state: typeof value[2] === "string" ? value[2] : "" };
    if (point.state) return point;
    const worst = texts[value[2]], best = texts[value[3]];
    Object.assign(point, { worst, best, numerator: value[4], denominator: value[5], unknown: value[6], grade: value[7], gradeTo: value[8], compared: value[9] ? texts[value[9]] : "" });
    if (worst === "" || best === "") point.state = "none";
    return point;
  });
}
function figureWords(measure, point) {
  if (point.state === "hidden") return "hidden (small numbers)";
  if (point.state === "missing") return "missing";
  if (point.state) return point.unknown > 0 ? "cannot be told" : "no value";
  const sign = measure.percent ? "%" : "";
  const [low, high] = measure.lower ? [point.best, point.worst] : [point.worst, point.best];
  return low === high ? low + sign : low + sign + " to " + high + sign;
}
function gradeWords(measure, point) {
  if (point.state || !measure.grades.length) return "";
  if (point.grade < 0 || point.gradeTo < 0) return "unrated";
  return measure.grades.slice(point.grade, point.gradeTo + 1).join(" or ");
}
function gradeBadge(measure, point) {
  const words = gradeWords(measure, point);
  return words && badge(words === "unrated" ? "none" : point.grade !== point.gradeTo ? "doubt" : tones(measure, point.grade), words);
}
function areasOf(point) {
  return [...(point.compared || "").matchAll(/`([^`]+)` has (-?[\d.]+)/g)].map(([, name, value]) => ({ name, value: Number(value) }));
}
function bandsAt(measure, day) {
  let found = [];
  for (const [from, list] of measure.bands) if (from === "" || from <= day) found = list;
  return found;
}

function chartOf(measure, points, width) {
  const narrow = width < 520, height = narrow ? 220 : 280;
  const left = 44, right = measure.grades.length ? (narrow ? 58 : 90) : 16, top = 16, bottom = 40;
  const told = points.filter((point) => !point.state);
  const ends = told.flatMap((point) => [Number(point.worst), Number(point.best), ...areasOf(point).map((area) => area.value)]);
  const edges = measure.bands.length ? bandsAt(measure, points[points.length - 1].to).flatMap(([, low, high]) => [low, high]).filter((edge) => edge !== null) : [];
  let low = Math.min(0, ...ends, ...edges), high = Math.max(...ends, ...edges, low + 1);
  if (measure.percent && high <= 100) high = 100;
  else high += (high - low) * 0.08;
  const step = niceStep((high - low) / 4);
  if (!(measure.percent && high === 100)) high = Math.ceil(high / step) * step;
  const x = (at) => left + ((at + 0.5) * (width - left - right)) / points.length;
  const y = (value) => top + ((high - value) * (height - top - bottom)) / (high - low);
  const column = (width - left - right) / points.length;
  const parts = [];
  points.forEach((point, at) => {
    for (const [grade, from, to] of bandsAt(measure, point.to)) {
      const above = y(to === null ? high : Math.min(to, high)), below = y(from === null ? low : Math.max(from, low));
      if (below > above) parts.push(drawn("rect", { class: "band_" + tones(measure, grade), x: left + at * column, y: above, width: column + 0.5, height: below - above }));
    }
  });
  for (let tick = Math.ceil(low / step) * step; tick <= high + step / 1000; tick += step) {
    const at = Math.round(tick * 1000) / 1000;
    parts.push(drawn("line", { class: "grid", x1: left, x2: width - right, y1: y(at), y2: y(at) }), drawn("text", { x: left - 6, y: y(at) + 4, "text-anchor": "end" }, grouped(at) + (measure.percent ? "%" : "")));
  }
  let lastText = -Infinity;
  for (const [grade, from, to] of bandsAt(measure, points[points.length - 1].to).slice().reverse()) {
    const above = y(to === null ? high : Math.min(to, high)), below = y(from === null ? low : Math.max(from, low));
    if (below <= above) continue;
    const at = Math.max((above + below) / 2 + 4, lastText + 14);
    lastText = at;
    parts.push(drawn("text", { class: "text_" + tones(measure, grade), x: width - right + 6, y: at }, shortened(measure.grades[grade], narrow ? 8 : 14)));
  }
  parts.push(drawn("line", { class: "axis", x1: left, x2: width - right, y1: y(low), y2: y(low) }));
  const every = Math.ceil((points.length * (narrow ? 64 : 78)) / (width - left - right));
  points.forEach((point, at) => {
    if ((points.length - 1 - at) % every === 0) parts.push(drawn("text", { x: x(at), y: height - bottom + 18, "text-anchor": "middle" }, shortPeriod(point.name)));
  });
  // Areas that the bands look at.
  const areas = new Map();
  points.forEach((point, at) => areasOf(point).forEach((area) => areas.set(area.name, [...(areas.get(area.name) || []), [at, area.value]])));
  for (const [name, list] of areas) {
    parts.push(drawn("polyline", { class: "area", points: (list.length === 1 ? [[list[0][0] - 0.45, list[0][1]], [list[0][0] + 0.45, list[0][1]]] : list).map(([at, value]) => x(at) + "," + y(value)).join(" ") }));
    const [at, value] = list[list.length - 1];
    parts.push(drawn("text", { class: "area_text", x: x(at), y: y(value) - 6, "text-anchor": "end" }, shortened(name, 24) + " " + value + (measure.percent ? "%" : "")));
  }
  // A line through neighbours that are told exactly.
  let run = [];
  const flush = () => { if (run.length > 1) parts.push(drawn("polyline", { class: "line", points: run.join(" ") })); run = []; };
  points.forEach((point, at) => {
    if (point.state || point.worst !== point.best) flush();
    else run.push(x(at) + "," + y(Number(point.best)));
  });
  flush();
  points.forEach((point, at) => {
    const label = drawn("title", null, point.name + ": " + figureWords(measure, point));
    if (point.state) {
      if (points.length <= 24) parts.push(drawn("g", null, drawn("text", { x: x(at), y: y(low) - 5, "text-anchor": "middle" }, { hidden: "hidden", missing: "missing" }[point.state] && (points.length <= 12 && !narrow ? point.state : "\u2013")), label));
      return;
    }
    const worst = y(Number(point.worst)), best = y(Number(point.best));
    if (worst !== best) {
      parts.push(drawn("g", { class: "interval" }, drawn("line", { class: "range", x1: x(at), x2: x(at), y1: worst, y2: best }), drawn("line", { class: "range", x1: x(at) - 5, x2: x(at) + 5, y1: worst, y2: worst }), drawn("line", { class: "range", x1: x(at) - 5, x2: x(at) + 5, y1: best, y2: best }), label));
      return;
    }
    parts.push(drawn("circle", { class: point.soFar ? "open" : "dot", cx: x(at), cy: best, r: points.length > 40 ? 2.5 : 4 }, label));
  });
  const last = told[told.length - 1];
  if (last) {
    const before = told[told.length - 2];
    const at = points.indexOf(last), place = y(Math.max(Number(last.best), Number(last.worst)));
    parts.push(drawn("text", { class: "now", x: Math.min(x(at), width - right - 4), y: place - 10 < top || (before && y(Number(before.best)) < place) ? place + 20 : place - 10, "text-anchor": at > points.length / 2 ? "end" : "start" }, figureWords(measure, last) + (last.soFar ? " so far" : "")));
  }
  const words = last ? measure.title + ": " + figureWords(measure, last) + " in " + last.name + (gradeWords(measure, last) ? ", " + gradeWords(measure, last) : "") + ". " + counted(points.length, "period", "periods") + "; the figures stand in the table below." : "No figure is told.";
  return drawn("svg", { viewBox: "0 0 " + width + " " + height, width, height, role: "img", "aria-label": visible(words) }, parts);
}
function niceStep(rough) {
  const power = 10 ** Math.floor(Math.log10(rough));
  return [1, 2, 2.5, 5, 10].map((times) => times * power).find((step) => step >= rough);
}
const shortPeriod = (name) => name.replace(/^(\w{3})\w* (\d\d)(\d\d)$/, "$1 $3");

// How many cases come due on each of the days ahead, as a list with a bar above each number.
function weekList(days, several) {
  const most = Math.max(1, ...days.map(({ count }) => count));
  return [element("h3", null, "The next 10 working days"), element("ul", { class: "week" }, days.map(({ day, count, off }) => element("li", { class: off ? "off" : null },
    drawn("svg", { viewBox: "0 0 10 30", preserveAspectRatio: "none", "aria-hidden": "true", focusable: "false" }, drawn("rect", { x: 1, width: 8, y: 30 - (29 * count) / most - 0.5, height: (29 * count) / most + 0.5 })),
    element("b", null, grouped(count), element("span", { class: "quiet" }, " due on ")), weekdayWords(day).slice(0, 3), element("br"), dayWords(day).replace(/^(\d+ \w{3}).*$/, "$1")))),
    days.some(({ off }) => off) && element("p", { class: "small" }, "Pale bars: days that are no working days."),
    several > 0 && element("p", { class: "small" }, counted(several, "case that is open may be due on one of several days, since a date is in doubt; it is", "cases that are open may be due on one of several days, since a date is in doubt; they are") + " counted on the first.")].filter(Boolean);
}
