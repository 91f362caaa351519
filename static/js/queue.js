// Forms with data-queue wait on this phone when there is no line, and are sent in order when it is back. The number in
// the top bar and the page "Chờ gửi" show what waits. Everything here is for who is logged in; see store.js, worker.js.
(() => {
  "use strict";

  const { person, queueUrl, queueSession, blankUrl, workUrl, workerUrl } = document.body.dataset;
  const able = "serviceWorker" in navigator && "locks" in navigator && isSecureContext;
  if (!person || !able) return;

  const store = self.kehoachStore;
  const FIRST_PAUSE = 5000;
  const LONGEST_PAUSE = 300000;
  const LONGEST_SENDING = 60000; // of a form inside a list
  const LONGEST_ASKING = 10000; // whether there is a line
  const AHEAD = { headers: { "Kehoach-Ahead": "1" } }; // so that what the next page is to say is not said to nobody
  const MENDED = "gui-lai=";
  const KEPT = "Không có mạng. Nội dung được cất trên máy này và tự gửi khi có mạng; thời điểm gửi tính từ lúc này.";
  const NO_ROOM = "Không có mạng, và máy này chưa cất được nội dung. Xin giữ nguyên trang này rồi gửi lại khi có mạng.";
  const NOT_NOW = "Không có mạng nên chưa gửi được. Nội dung đã nhập vẫn còn trên trang; xin bấm lại khi có mạng.";
  const TO_MEND = "Đây là nội dung đã bị từ chối. Xin sửa rồi gửi lại.";
  const STATES = {
    waiting: ["not_started", "Chờ gửi"],
    sending: ["in_progress", "Đang gửi"],
    received: ["done", "Đã nhận"],
    refused: ["returned", "Bị từ chối"],
  };

  // As the server writes a moment: 17:05 30/9/2026.
  function clock(at) {
    const moment = new Date(at);
    const time = moment.toLocaleTimeString("vi", { hour: "2-digit", minute: "2-digit" });
    return `${time} ${moment.getDate()}/${moment.getMonth() + 1}/${moment.getFullYear()}`;
  }

  const isForm = (element) => element instanceof HTMLFormElement && "queue" in element.dataset;

  // --- Sending in the background --------------------------------------------------------------------------------------

  let pause = 0;
  let timer = 0;
  let loggedOut = false;

  async function run() {
    clearTimeout(timer);
    const known = await store.owner();
    const waits = (await store.items(person)).some(store.isWaiting);
    if (waits || (workUrl && !known?.keys)) {
      const outcome = waits ? await store.sendAll(queueSession, render) : await opened();
      if (outcome !== "busy") loggedOut = outcome === "login";
      pause = ["lost", "busy"].includes(outcome) ? Math.min(LONGEST_PAUSE, pause * 2 || FIRST_PAUSE) : 0;
      if (pause) timer = setTimeout(run, pause * (0.75 + Math.random() / 2)); // so that a whole commune does not call at once
    }
    await render();
  }

  async function opened() {
    try {
      return (await store.session(queueSession)) ? "sent" : "login";
    } catch {
      return "lost";
    }
  }

  const now = () => {
    pause = 0;
    run();
  };
  window.addEventListener("online", now);
  window.addEventListener("online", () => sayFound());
  document.addEventListener("visibilitychange", () => document.visibilityState === "visible" && now());

  // --- Forms ----------------------------------------------------------------------------------------------------------

  function partsOf(form) {
    const fields = [];
    const files = [];
    for (const [name, value] of new FormData(form)) {
      if (name === "csrfmiddlewaretoken") continue;
      if (value instanceof File) value.size && files.push({ field: name, file: value });
      else fields.push([name, value]);
    }
    return { fields, files };
  }

  async function keep(form) {
    const { fields, files } = partsOf(form);
    const url = new URL(form.action, location.href).pathname;
    const version = Number(form.elements.version?.value || 0);
    const { queue: title, queueBack: back } = form.dataset;
    const kept = await store.add({ title, url, back, fields }, version, files);
    if (!kept) return note(form, NO_ROOM);
    navigator.storage?.persist?.();
    await mended(form);
    form.dispatchEvent(new Event("kh:sent", { bubbles: true }));
    const told = note(null, KEPT);
    const link = Object.assign(document.createElement("a"), { href: queueUrl, textContent: "Xem nội dung chờ gửi" });
    told.lastElementChild.append(" ", link);
    form.replaceWith(told);
    told.focus();
    await run();
  }

  // A sentence where the form is; before it, or in its place.
  function note(form, text) {
    form?.querySelector(":scope > .kh-queue-note")?.remove();
    const told = document.createElement("div");
    told.className = "kh-note kh-note-soon kh-queue-note mb-3";
    told.tabIndex = -1;
    told.setAttribute("role", "status");
    told.append(Object.assign(document.createElement("p"), { textContent: text }));
    form?.prepend(told);
    return told;
  }

  // A form inside a list is sent by htmx; when it does not get through, it waits.
  ["htmx:sendError", "htmx:timeout"].forEach((name) =>
    document.addEventListener(
      name,
      (event) => {
        if (isForm(event.target)) keep(event.target);
        else if (event.target.dataset.offlineForm) blank(event.target);
        else return;
        event.preventDefault();
      },
      true,
    ),
  );
  document.addEventListener("htmx:configRequest", (event) => {
    if (isForm(event.detail.elt)) event.detail.timeout = LONGEST_SENDING;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (isForm(event.detail.elt) && event.detail.successful) mended(event.detail.elt);
  });

  // Any other form leaves its page when the line was seen to be there: the browser would put an error in place of the
  // page, and what was typed would be gone. This comes before every other handler, which then sees the form leave.
  const asking = new WeakSet();
  const sure = new WeakSet();
  window.addEventListener(
    "submit",
    async (event) => {
      const { target: form, submitter } = event;
      const isLocal = form.method !== "post" || form.dataset.drops || "signsOut" in form.dataset;
      if (isLocal || form.hasAttribute("hx-post") || sure.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (asking.has(form)) return;
      asking.add(form);
      submitter?.setAttribute("aria-busy", "true");
      const isThere = await hasLine();
      submitter?.removeAttribute("aria-busy");
      if (isThere) {
        await mended(form);
        sure.add(form);
        form.requestSubmit(submitter);
      } else if (isForm(form) && !submitter?.name) await keep(form);
      else note(form, NOT_NOW).scrollIntoView({ block: "nearest" });
      asking.delete(form);
    },
    true,
  );

  // A phone that is in a network without a way out says that it is online.
  async function hasLine() {
    try {
      await fetch(queueSession, { method: "HEAD", redirect: "manual", signal: AbortSignal.timeout(LONGEST_ASKING) });
      return true;
    } catch {
      return false;
    }
  }

  // --- A form without a line: the blank one that this phone keeps, for the row that it stands in ---------------------

  async function blank(link) {
    const { offlineForm: row, version, state, percent } = link.dataset;
    let text;
    try {
      text = await (await fetch(blankUrl)).text();
    } catch {
      return;
    }
    const html = text
      .replaceAll("/phan-cong/0/", `/phan-cong/${row}/`)
      .replaceAll("assignment-0", `assignment-${row}`)
      .replaceAll("update-0", `update-${row}`)
      .replaceAll("u0_", `u${row}_`);
    const template = document.createElement("template");
    template.innerHTML = html;
    const form = template.content.querySelector("form");
    form.dataset.queue = link.textContent.trim();
    form.dataset.away = "";
    const set = (name, value) => form.querySelector(`[name=${name}]`)?.setAttribute("value", value);
    set("version", version);
    set("percent", percent);
    form.querySelector("[data-draft]")?.setAttribute("data-based-on", version);
    const choices = [...form.querySelectorAll("[name=state]")];
    if (choices.some((choice) => choice.value === state))
      choices.forEach((choice) => choice.toggleAttribute("checked", choice.value === state));
    freshen(form);
    self.htmx.swap(document.querySelector(link.getAttribute("hx-target")), template.innerHTML, { swapStyle: "innerHTML" });
  }

  // A form of a kept copy is used more than once: each time it is another entry, of today.
  function freshen(form) {
    const day = new Date().toLocaleDateString("sv"); // as a date field has it
    form.querySelectorAll("[name=key], [name$='-key']").forEach((field) => field.setAttribute("value", crypto.randomUUID()));
    form.querySelectorAll("[name=on], [name$='-on']").forEach((field) => field.setAttribute("value", day));
  }

  function sayKept() {
    const { keptAt } = document.body.dataset;
    if (!keptAt) return;
    document.querySelectorAll("form[data-queue]").forEach(freshen);
    const told = document.getElementById("kh-kept");
    told.querySelectorAll("time").forEach((time) => (time.textContent = clock(keptAt)));
    told.querySelector("button").addEventListener("click", () => location.reload());
    told.hidden = false;
    sayFound();
  }

  // The copy is old news once the line is there; it stays, for somebody may be typing in it.
  async function sayFound() {
    const told = document.getElementById("kh-kept");
    if (!document.body.dataset.keptAt || !(await hasLine())) return;
    told.querySelectorAll("span").forEach((words) => (words.hidden = !("found" in words.dataset)));
  }

  // --- What was refused, back in its form -----------------------------------------------------------------------------

  function put(form, name, value) {
    const field = form.elements[name];
    if (!field || /(^|-)(version|key)$|^draft_files$/.test(name)) return;
    if (field instanceof RadioNodeList) [...field].forEach((each) => (each.checked = each.value === value));
    else field.value = value;
    const one = field instanceof RadioNodeList ? field[0] : field;
    if (value && one.closest("details")) one.closest("details").open = true;
    one.dispatchEvent(new Event("input", { bubbles: true }));
  }

  async function mend() {
    const form = document.querySelector("form[data-queue]");
    const key = location.hash.startsWith(`#${MENDED}`) && location.hash.slice(MENDED.length + 1);
    const item = key && form && (await store.items(person)).find((one) => one.key === key);
    const contents = item && (await store.contentsOf(item));
    if (!contents) return;
    contents.fields.forEach(([name, value]) => put(form, name, value));
    const input = form.querySelector("input[type=file]");
    if (input && contents.files.length) {
      const transfer = new DataTransfer();
      contents.files.forEach(({ file }) => transfer.items.add(file));
      input.files = transfer.files;
    }
    form.dataset.mends = key;
    note(form, TO_MEND).querySelector("p").append(...item.reasons.flatMap((reason) => [document.createElement("br"), reason]));
  }

  async function mended(form) {
    if (form.dataset.mends) await store.remove(form.dataset.mends);
  }

  // --- Showing --------------------------------------------------------------------------------------------------------

  async function render() {
    const all = await store.items(person);
    const open = all.filter((item) => item.state !== "received");
    document.querySelectorAll("[data-queue-link]").forEach((link) => {
      link.hidden = !open.length;
      link.querySelector("[data-queue-count]").textContent = open.length;
    });
    document.querySelectorAll("[data-signs-out]").forEach((form) => warn(form, open.length));
    const list = document.getElementById("kh-queue");
    if (!list) return;
    document.getElementById("kh-queue-login").hidden = !(loggedOut && open.some(store.isWaiting));
    document.getElementById("kh-queue-empty").hidden = all.length > 0;
    document.getElementById("kh-queue-send").hidden = !open.some(store.isWaiting);
    document.getElementById("kh-queue-clear").hidden = all.length === open.length;
    list.replaceChildren(...(await Promise.all([...all].reverse().map(entry))));
  }

  function warn(form, count) {
    if (!count) {
      delete form.dataset.confirm;
      return;
    }
    form.dataset.confirmTitle = "Còn nội dung chưa gửi";
    form.dataset.confirmYes = "Đăng xuất";
    form.dataset.confirm =
      `Trên máy này còn ${count} nội dung chưa gửi. Khi đăng xuất, nội dung được khóa lại: không ai khác đọc được, ` +
      "và chỉ gửi đi khi chính đồng chí đăng nhập lại trên máy này.";
  }

  async function entry(item) {
    const contents = await store.contentsOf(item);
    const row = document.getElementById("kh-queue-item").content.firstElementChild.cloneNode(true);
    const part = (name) => row.querySelector(`[data-part=${name}]`);
    const [code, word] = STATES[item.state];
    part("title").textContent = contents?.title || "Nội dung đã khóa";
    part("state").className = `kh-status kh-status-${code}`;
    part("state").textContent = word;
    part("text").textContent = contents?.fields.find(([name]) => name === "result")?.[1] || "";
    part("pressed").textContent = `Bấm gửi lúc ${clock(item.at)}`;
    part("received").textContent = item.receivedAt ? `Máy chủ nhận lúc ${clock(item.receivedAt)}` : "";
    part("files").textContent = item.boxes.length ? `${item.boxes.length} tệp` : "";
    part("reasons").replaceChildren(
      ...item.reasons.map((reason) => Object.assign(document.createElement("li"), { textContent: reason })),
    );
    part("reasons").hidden = !item.reasons.length;
    part("see").hidden = item.state !== "received";
    part("see").href = item.seen || "";
    part("mend").hidden = item.state !== "refused" || !contents;
    part("mend").href = `${contents?.back || item.url}#${MENDED}${item.key}`;
    part("drop").hidden = !["waiting", "refused"].includes(item.state);
    part("drop").dataset.drops = item.key;
    return row;
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !form.dataset.drops) return;
    event.preventDefault();
    await store.remove(form.dataset.drops);
    await render();
  });
  document.getElementById("kh-queue-send")?.addEventListener("click", now);
  document.getElementById("kh-queue-clear")?.addEventListener("click", async () => {
    const all = await store.items(person);
    await Promise.all(all.filter((item) => item.state === "received").map((item) => store.remove(item.key)));
    await render();
  });

  // --- Signing out: the key and the pages go, what waits stays sealed -------------------------------------------------

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (event.defaultPrevented || !("signsOut" in form.dataset)) return;
    event.preventDefault();
    try {
      await store.forget();
    } finally {
      form.submit();
    }
  });

  // --- Beginning ------------------------------------------------------------------------------------------------------

  const controlled = () =>
    new Promise((done) => {
      if (navigator.serviceWorker.controller) done();
      navigator.serviceWorker.addEventListener("controllerchange", done, { once: true });
    });

  // The pages that are needed without a line are had once while there is one.
  async function warm() {
    await controlled();
    for (const url of workUrl ? [workUrl, queueUrl, blankUrl] : []) {
      if (!(await caches.match(url, { ignoreVary: true }))) await fetch(url, AHEAD).catch(() => {});
    }
    document.body.dataset.offlineReady = "";
  }

  async function begin() {
    sayKept();
    // A browser may refuse it, as some do in private windows; what is sent without a line waits all the same.
    await navigator.serviceWorker.register(workerUrl, { updateViaCache: "none" }).catch(() => {});
    await store.adopt(person);
    await store.tidy(person);
    await mend();
    await run();
    await warm();
  }

  begin();
})();
