// The page that corrects an import: a line and its paragraphs show each other, and keys work on the line that has the
// focus. Without this the same acts are links and buttons.
(() => {
  "use strict";

  const body = () => document.getElementById("import-body");
  const lines = () => [...document.querySelectorAll(".kh-line")];
  const lineOf = (element) => element?.closest?.(".kh-line");
  const isTyping = (element) => element.matches("input:not([type=checkbox]), textarea, select");

  // --- A line and its paragraphs ------------------------------------------------------------------------------------

  // Two lines of one paragraph: the paragraph is the first one's, the other only leads to it.
  function paragraphsOf(line) {
    const own = [...document.querySelectorAll(`[data-owner="${line.dataset.line}"]`)];
    const source = line.querySelector(".kh-source")?.getAttribute("href").slice(1);
    return own.length || !source ? own : [document.getElementById(source)].filter(Boolean);
  }

  function mark(line, paragraphs) {
    document.querySelectorAll(".kh-mark").forEach((each) => each.classList.remove("kh-mark"));
    [line, ...paragraphs].forEach((each) => each?.classList.add("kh-mark"));
  }

  // Only the pane moves, not the page.
  function reveal(paragraph) {
    const pane = paragraph.parentElement;
    const [inner, outer] = [paragraph.getBoundingClientRect(), pane.getBoundingClientRect()];
    if (inner.top < outer.top || inner.bottom > outer.bottom) pane.scrollTop += inner.top - outer.top - 40;
  }

  document.addEventListener("focusin", (event) => {
    const line = lineOf(event.target);
    if (!line) return;
    const paragraphs = paragraphsOf(line);
    mark(line, paragraphs);
    if (paragraphs.length) reveal(paragraphs[0]);
  });

  document.addEventListener("click", (event) => {
    const paragraph = event.target.closest("[data-owner]");
    if (paragraph && !event.target.closest("button, input, label")) {
      const line = document.getElementById(`dong-${paragraph.dataset.owner}`);
      if (!line?.classList.contains("kh-line")) return;
      event.preventDefault();
      line.focus();
      line.scrollIntoView({ block: "center" });
      return;
    }
    const line = lineOf(event.target);
    if (line && !event.target.closest("a, button, input, label, summary, select, textarea, form")) line.focus();
  });

  // --- Keys on a line -----------------------------------------------------------------------------------------------

  function step(line, by) {
    const all = lines();
    const next = all[all.indexOf(line) + by];
    if (!next) return;
    next.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const press = (line, act) => line.querySelector(`button[value^="${act}:"]`)?.click();

  const KEYS = {
    j: (line) => step(line, 1),
    ArrowDown: (line) => step(line, 1),
    k: (line) => step(line, -1),
    ArrowUp: (line) => step(line, -1),
    x: (line) => line.querySelector("[name=line]").click(),
    e: (line) => line.querySelector(".kh-edit").click(),
    t: (line) => press(line, "task"),
    m: (line) => press(line, "merge"),
    "<": (line) => press(line, "promote"),
    ">": (line) => press(line, "demote"),
    "[": (line) => press(line, "up"),
    "]": (line) => press(line, "down"),
    v: (line) => line.querySelector(".kh-source")?.click(),
    u: () => document.querySelector("[data-undo] [value=undo]")?.click(),
  };

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches("#line-form :is(textarea, [type=text])")) {
      event.target.form.querySelector("[data-back]").click();
      return;
    }
    const line = lineOf(event.target);
    if (!line || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!act || !line.querySelector("[name=line]")) return;
    event.preventDefault();
    act(line);
  });

  // --- What is ticked -----------------------------------------------------------------------------------------------

  function count() {
    const tally = document.querySelector("[data-ticked]");
    if (!tally) return;
    const ticked = document.querySelectorAll("[name=line]:checked, [name=unread]:checked").length;
    tally.textContent = `${ticked} đã chọn`;
    tally.hidden = !ticked;
  }
  document.addEventListener("change", count);

  // --- After an act the page is sent afresh: the focus goes on where the act was -----------------------------------------

  // To what a form is refused for, which stands above the button that was pressed. Gives: whether it is refused.
  function tell(form) {
    const told = form?.querySelector("[role=alert], .is-invalid");
    if (told?.matches("[role=alert]")) told.tabIndex = -1;
    told?.focus({ preventScroll: true });
    told?.scrollIntoView({ block: "center" });
    return Boolean(told);
  }

  // From a line into its form, whose top the browser may have left above the window.
  function enter(form) {
    const line = lineOf(form);
    if (tell(form) || !line) return; // without a line the form has a page of its own
    if (document.activeElement === line) form.querySelector("[name=text]").focus({ preventScroll: true });
    line.scrollIntoView({ block: "start" });
  }

  // Who presses "Hoàn tác" itself, not its key, may want to press it again.
  let stepBack = "";
  document.addEventListener("click", (event) => {
    stepBack = (event.isTrusted && event.target.closest("[data-undo] button")?.id) || "";
  });

  document.addEventListener("htmx:load", (event) => {
    if (event.detail.elt.id === "line-form") enter(event.detail.elt);
    if (event.detail.elt !== body()) return;
    count();
    const line = document.getElementById(`dong-${body().dataset.focus}`);
    const button = document.getElementById(stepBack);
    stepBack = "";
    if (tell(document.getElementById("several"))) return;
    if (button && line?.matches(".kh-line")) mark(line, paragraphsOf(line));
    (button ?? line)?.focus({ preventScroll: true });
    (button ?? line)?.scrollIntoView({ block: "nearest" });
  });
  count();
})();
