// The unit's report while it is written: numbers worked out as they are typed, the length of a text, and last period's
// text at a press. The page says the same without it, once it is saved.
(() => {
  "use strict";

  // --- Numbers as Vietnamese write them; see kehoach/lib/numbers.py ---------------------------------------------------

  const GROUPED = /^\d{1,3}(\.\d{3})+(,\d{1,2})?$/;
  const PLAIN = /^\d{1,13}([.,]\d{1,2})?$/;
  const shown = (number) => number.toLocaleString("vi-VN", { maximumFractionDigits: 2 });

  function read(text) {
    let bare = text.replaceAll(/\s/g, "");
    if (GROUPED.test(bare)) bare = bare.replaceAll(".", "");
    else if (!PLAIN.test(bare)) return null;
    return Number(bare.replace(",", "."));
  }

  const known = (text) => (text === undefined ? null : Number(text.replace(",", ".")));
  const change = (now, before) => (now === before ? "bằng" : `${now > before ? "tăng" : "giảm"} ${shown(Math.abs(now - before))} so với`);

  function workedOut(row) {
    const [value, whole] = [...row.querySelectorAll("input")].map((input) => read(input.value));
    const facts = row.dataset;
    const isRatio = facts.adding === "ratio";
    if (value === null || (isRatio && !whole)) return "";
    const now = isRatio ? (100 * value) / whole : value;
    const unit = isRatio ? " %" : ` ${facts.measure}`;
    const total = facts.adding === "sum" ? now + (known(facts.earlier) ?? 0) : now;
    const parts = [isRatio ? `Tỷ lệ ${shown(now)} %` : `Lũy kế ${shown(total)}${unit}`];
    const target = known(facts.target);
    if (target) parts.push(`đạt ${shown((100 * total) / target)} % chỉ tiêu chung`);
    const [last, yearAgo] = [known(facts.last), known(facts.yearAgo)];
    if (last !== null) parts.push(`${change(now, last)} kỳ trước (${shown(last)}${unit})`);
    if (yearAgo !== null) parts.push(`${change(now, yearAgo)} cùng kỳ năm trước (${shown(yearAgo)}${unit})`);
    return `${parts.join("; ")}.`;
  }

  function workOut(row) {
    const place = row.querySelector("[data-worked-out]");
    place.textContent = workedOut(row);
    place.hidden = !place.textContent;
  }

  // --- Texts ----------------------------------------------------------------------------------------------------------

  function count(text) {
    if (!text.nextElementSibling?.matches("[data-length]")) {
      const place = document.createElement("p");
      place.className = "form-text mb-0";
      place.dataset.length = "";
      text.after(place);
    }
    text.nextElementSibling.textContent = `${shown(text.value.length)}/${shown(text.maxLength)} ký tự`;
  }

  function copy(button) {
    const text = document.getElementById(button.dataset.copyTo);
    const before = button.previousElementSibling.textContent;
    if (text.value.includes(before)) return;
    text.value = text.value ? `${text.value}\n${before}` : before;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  }

  const lookAtAll = (root) => {
    root.querySelectorAll("[data-number]").forEach(workOut);
    root.querySelectorAll("textarea[data-count]").forEach(count);
  };

  document.addEventListener("input", ({ target }) => {
    if (target.closest("[data-number]")) workOut(target.closest("[data-number]"));
    if (target.matches("textarea[data-count]")) count(target);
  });
  document.addEventListener("click", ({ target }) => target.matches("[data-copy-to]") && copy(target));
  document.addEventListener("kh:filled", ({ target }) => lookAtAll(target));
  document.addEventListener("click", ({ target }) => target.matches("[data-print]") && window.print());
  document.querySelectorAll("[data-copy-to], [data-print]").forEach((button) => (button.hidden = false));
  lookAtAll(document);
})();
