// Which part is shown: told by the address, so that the way back works. Without a script all parts stand below each other.
document.body.classList.add("scripted");
const sections = [...document.querySelectorAll("main > .view")];
const detail = byId("detail");
let current = null;
const scrolled = new Map();
let leaving = "";

function backLink(id, words) {
  return byId(id) && element("p", { class: "back" }, element("a", { href: "#" + id }, "\u2190 " + words));
}
function parse(hash) {
  const whole = hash.replace(/^#/, "");
  const [id, query = ""] = whole.split("?");
  return { id: id || "overview", query };
}
// What a detail page shows, or null.
function detailOf(id) {
  const one = /^case_(breaches|upcoming|unknown)_(\d+)$/.exec(id);
  if (one && Number(one[2]) < data[one[1]].rule.length) return caseView(one[1], Number(one[2]));
  const rule = data.rules.findIndex((each) => idOf(each.kind, each.id) === id);
  if (rule >= 0) return ruleView(rule);
  const measure = data.measures.find((each) => idOf("measure", each.id) === id);
  return measure ? measureView(measure) : null;
}
function route(first) {
  const { id, query } = parse(location.hash);
  const page = detailOf(id);
  let view = page ? detail : sections.find((section) => section.id === id);
  let target = null;
  if (!view) {
    target = byId(id);
    view = target && target.closest("main > .view");
  }
  if (!view) view = byId("overview");
  if (page) detail.replaceChildren(...page.parts.flat(2).filter((part) => part instanceof Node));
  for (const section of sections) section.hidden = section !== view;
  for (const article of document.querySelectorAll(".action.shown")) article.classList.remove("shown");
  document.body.dataset.view = view.id;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.getAttribute("href") === "#" + view.id) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  current = page;
  if (page && page.shown) page.shown();
  if (view.id === "quality") listOf("unknown");
  const list = view.id === "breaches" || view.id === "due" ? listOf(view.id) : null;
  if (query && list) list.clear(stateOf(list, query));
  if (first && !location.hash) return;
  if (target && target !== view) {
    target.classList.add("shown");
    for (const fold of [...target.querySelectorAll("details.fold"), target.closest("details")]) if (fold) fold.open = true;
    target.scrollIntoView();
    target.focus({ preventScroll: true });
  } else {
    window.scrollTo({ top: scrolled.get(location.hash) || 0, behavior: "instant" });
    const heading = view.querySelector("h2");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
  }
  leaving = location.hash;
}

// A link of the overview that names a team or a rule leads to the list with that filter.
document.addEventListener("click", (event) => {
  const link = event.target.closest && event.target.closest("a[href^='#']");
  if (!link) return;
  scrolled.set(leaving, window.scrollY);
  if (link.dataset.by) {
    event.preventDefault();
    const list = link.getAttribute("href").slice(1);
    const wanted = new URLSearchParams({ [link.dataset.by]: link.dataset.is });
    if (list === "breaches") wanted.set("outcome", "overdue");
    else wanted.set("until", data.friday);
    location.hash = list + "?" + wanted;
  }
});
for (const [tile, hash] of [["#breaches", "breaches?outcome=overdue"], ["#due", "due?until=" + data.friday]]) {
  const link = document.querySelector(".tiles a[href='" + tile + "']");
  if (link) link.setAttribute("href", "#" + hash);
}
let later = 0;
window.addEventListener("resize", () => {
  clearTimeout(later);
  later = setTimeout(() => current && current.resized && current.resized(), 100);
});
window.addEventListener("hashchange", () => route(false));
// Once loaded, a browser scrolls to what the address names: the heading of a part is enough.
window.addEventListener("load", () => {
  if (byId(parse(location.hash).id)?.matches(".view")) window.scrollTo({ top: 0, behavior: "instant" });
});
measureFilter();
if (window.innerWidth <= 700 && byId("graph_fold")) byId("graph_fold").open = false;
route(true);
document.documentElement.dataset.ready = "yes";
