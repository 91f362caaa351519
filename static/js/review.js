// Keys on the page of a report that waits. Without this the same acts are links, buttons and fields.
(() => {
  "use strict";

  const OFF = "kehoach.review.keys";
  const help = document.querySelector("[data-keys]");
  if (!help) return;

  const box = help.querySelector("[data-keys-on]");
  help.hidden = false;
  box.checked = localStorage.getItem(OFF) !== "off";
  box.addEventListener("change", () => localStorage.setItem(OFF, box.checked ? "on" : "off"));

  const lines = [...document.querySelectorAll("[data-line]")];
  const lineOf = (element) => element.closest("[data-line]");
  const isTyping = (element) => element.matches("input:not([type=checkbox]), textarea, select");

  function show(element) {
    element.focus({ preventScroll: true });
    element.scrollIntoView({ block: "nearest" });
  }

  function step(from, by) {
    const line = lineOf(from);
    const next = line ? lines[lines.indexOf(line) + by] : lines[by > 0 ? 0 : lines.length - 1];
    if (next) show(next);
  }

  function writeReason(from) {
    const line = lineOf(from);
    const field = line ? line.querySelector("[data-reason]") : document.querySelector("#return [name=reason]");
    field.closest("details").open = true;
    show(field);
  }

  const press = (selector) => document.querySelector(selector)?.click();

  const KEYS = {
    j: (from) => step(from, 1),
    k: (from) => step(from, -1),
    r: writeReason,
    a: () => press("#accept button"),
    n: () => press("[data-next]"),
    u: () => press("[data-undo] button"),
  };

  document.addEventListener("keydown", (event) => {
    const from = event.target;
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing || document.querySelector("dialog[open]")) return;
    if (isTyping(from)) {
      if (event.key === "Escape" && from.form?.id === "return") show(lineOf(from) || document.getElementById("decision"));
      return;
    }
    const act = box.checked && KEYS[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault();
    act(from);
  });
})();
