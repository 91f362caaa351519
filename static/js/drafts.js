// What is typed into a form with components/_draft.html is kept: at once in this browser, every few seconds at the
// server. What the server has it shows itself; the browser's own copy then waits for a form that opens without a line.
// Chosen files are taken by the server one by one, and what it has stands below their field, on every device.
// Every key names the person, and signing out takes all of theirs away.
(() => {
  "use strict";

  const EVERY = 3000;
  const AGAIN = 10000;
  const SENT = /(?:^|; )((?:__Host-)?kehoach_sent)="?([^;"]*)/;
  const person = document.body.dataset.person;
  if (!person) return;

  const PREFIX = `kehoach:draft:${person}:`;
  const OFFLINE = "Chưa có mạng. Nội dung đang nhập được giữ trên máy này.";
  const LOGGED_OUT = "Phiên làm việc đã hết. Nội dung đang nhập được giữ trên máy này; xin đăng nhập lại ở thẻ mới.";
  const REFUSED = "Chưa lưu nháp được. Nội dung đang nhập được giữ trên máy này.";
  const FILES = "Tệp đã chọn được giữ trên máy này.";

  const panelOf = (form) => form.querySelector("[data-draft]");
  const inputOf = (form) => form.querySelector("input[type=file]");
  const keyOf = (form) => PREFIX + new URL(form.action, location.href).pathname;
  const typed = new WeakMap(); // form -> { names, timer, unsaved, busy, sending (what stops them), again, sent }

  // --- The browser's own copy ---------------------------------------------------------------------------------------

  const read = (key) => JSON.parse(localStorage.getItem(key) || "null");
  function write(key, value) {
    try {
      localStorage.setItem(key, JSON.stringify(value));
    } catch {
      // A full store: the server's copy must do.
    }
  }

  function files(mode, act) {
    return new Promise((done) => {
      const opening = indexedDB.open("kehoach-drafts", 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore("files");
      opening.onerror = () => done(undefined);
      opening.onsuccess = () => {
        const change = opening.result.transaction("files", mode);
        const request = act(change.objectStore("files"));
        change.oncomplete = change.onabort = () => {
          opening.result.close();
          done(request.result);
        };
      };
    });
  }

  const mine = IDBKeyRange.bound(PREFIX, `${PREFIX}\uffff`);

  function forget(key) {
    localStorage.removeItem(key);
    files("readwrite", (store) => store.delete(key));
  }

  function forgetAll() {
    Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).forEach((key) => localStorage.removeItem(key));
    files("readwrite", (store) => store.delete(mine));
  }

  // The answer to a form that was taken in names it in a cookie.
  function forgetSent() {
    const [, name, path] = document.cookie.match(SENT) ?? [];
    if (!name) return;
    forget(PREFIX + decodeURIComponent(path));
    document.cookie = `${name}=; Max-Age=0; Path=/; SameSite=Strict${name.startsWith("__Host-") ? "; Secure" : ""}`;
  }

  // --- Keeping ------------------------------------------------------------------------------------------------------

  const isText = (field) => field.name && !["hidden", "file", "password", "submit", "button"].includes(field.type);

  function textsOf(form, names) {
    const data = new FormData(form);
    return Object.fromEntries([...names].map((name) => [name, data.get(name) ?? ""]));
  }

  function stateOf(form) {
    if (!typed.has(form)) typed.set(form, { names: new Set(), timer: 0 });
    return typed.get(form);
  }

  const listOf = (form) => form.querySelector("[data-draft-files]");

  function keepHere(form) {
    const { names, unsaved } = stateOf(form);
    const { draft, revision, basedOn, page } = panelOf(form).dataset;
    const list = listOf(form)?.innerHTML;
    write(keyOf(form), { draft, revision, basedOn, page, texts: textsOf(form, names), list, saved: !unsaved });
  }

  function keepFilesHere(form) {
    const chosen = { files: [...inputOf(form).files] };
    files("readwrite", (store) => (chosen.files.length ? store.put(chosen, keyOf(form)) : store.delete(keyOf(form))));
  }

  function soon(form, wait = EVERY) {
    const state = stateOf(form);
    state.timer ||= setTimeout(() => keep(form), wait);
  }

  function keep(form) {
    keepThere(form);
    keepFilesThere(form);
  }

  async function keepThere(form, options = {}) {
    const state = stateOf(form);
    clearTimeout(state.timer);
    state.timer = 0;
    if (!state.unsaved || !form.isConnected || state.sent) return;
    if (state.busy && !options.keepalive) {
      state.again = true;
      return;
    }
    const busy = new AbortController();
    Object.assign(state, { busy, again: false });
    const sent = JSON.stringify(textsOf(form, state.names));
    const answer = await post(form, { fields_typed: sent }, { ...options, signal: busy.signal });
    state.busy = null;
    if (state.sent) return;
    panelOf(form).textContent = answer.said;
    if (answer.draft) {
      state.unsaved = sent !== JSON.stringify(textsOf(form, state.names));
      state.again ||= state.unsaved;
      goOn(form, answer);
    }
    if (answer.refused) {
      state.unsaved = false;
      localStorage.removeItem(keyOf(form));
    }
    if (answer.lost) soon(form, AGAIN);
    else if (state.again) soon(form);
  }

  // What the server takes or refuses leaves the field; the rest stays in it, to be sent with the form.
  async function keepFilesThere(form) {
    const [state, input] = [stateOf(form), inputOf(form)];
    if (!input?.files.length || state.sending || state.sent) return;
    const [file] = input.files;
    state.sending = new AbortController();
    const answer = await post(form, { files: file }, { signal: state.sending.signal });
    state.sending = null;
    if (state.sent || !form.isConnected) return;
    panelOf(form).textContent = answer.refused ? "" : answer.said;
    if (answer.refused) form.querySelector("[data-draft-refused]").append(answer.said, document.createElement("br"));
    if (answer.draft) goOn(form, answer);
    if (answer.lost) soon(form, AGAIN);
    if (!answer.draft && !answer.refused) return;
    leave(input, file);
    keepFilesHere(form);
    await keepFilesThere(form);
  }

  function leave(input, file) {
    const place = [...input.files].indexOf(file);
    if (place < 0) return;
    const rest = new DataTransfer();
    [...input.files].filter((each) => each !== file).forEach((each) => rest.items.add(each));
    input.files = rest.files;
    const shown = input.parentElement.querySelector(".kh-files"); // of photos.js
    (rest.files.length ? shown?.children[place] : shown)?.remove();
  }

  async function dropFile(button) {
    const { form, value } = button;
    button.closest("li").remove();
    inputOf(form).focus();
    const answer = await post(form, { removed_files: value }, {});
    panelOf(form).textContent = answer.said;
    if (answer.draft) goOn(form, answer);
  }

  // Takes: answer: of a draft that was kept.
  function goOn(form, { draft, revision, files: list }) {
    Object.assign(panelOf(form).dataset, { draft, revision });
    if (list !== undefined) listOf(form).innerHTML = list;
    showButtons(form);
    keepHere(form);
  }

  // A file of the draft is taken out by a button where there are scripts, else by a box to tick.
  const showButtons = (form) => form.querySelectorAll("[data-drop-file]").forEach((button) => (button.hidden = false));

  // Gives: said, and of a draft that was kept draft, revision and its files where they changed; lost when it is worth
  // trying again; refused when it must be kept nowhere.
  async function post(form, parts, options, renewed = false) {
    const { draft, revision, basedOn, page } = panelOf(form).dataset;
    const body = new FormData();
    const all = { draft, revision, page, based_on: basedOn, fields_typed: "{}", ...parts };
    Object.entries(all).forEach(([name, value]) => body.append(name, value));
    const token = form.elements.csrfmiddlewaretoken;
    const headers = { "X-Draft": "1", "HX-Request": "true", "X-CSRFToken": token.value };
    let response;
    let said;
    try {
      response = await fetch(form.action, { method: "POST", body, headers, redirect: "manual", ...options });
      said = response.ok || response.status === 422 ? await response.json() : {};
    } catch {
      return { said: OFFLINE, lost: true };
    }
    if (response.status === 401 || response.type === "opaqueredirect") return { said: LOGGED_OUT, lost: true };
    if (response.ok) return said;
    const fresh = response.headers.get("X-CSRFToken");
    if (fresh && !renewed) {
      token.value = fresh;
      return post(form, parts, options, true);
    }
    if (response.status === 422) return { ...said, refused: true };
    return { said: REFUSED, lost: response.status >= 500 || response.status === 429 };
  }

  // --- Putting back -------------------------------------------------------------------------------------------------

  function put(form, name, text) {
    const found = form.elements[name];
    for (const field of found instanceof RadioNodeList ? found : [found].filter(Boolean)) {
      if (["radio", "checkbox"].includes(field.type)) field.checked = field.value === text;
      else field.value = text;
      if (text && field.closest("details")) field.closest("details").open = true;
    }
  }

  // The browser's own copy where it is needed: it holds more than the server, or the form comes from no server. What the
  // server shows as it was saved here stays for later; what another page went on with, or has sent, goes.
  function ownCopy(form, panel) {
    const here = read(keyOf(form));
    const { draft, revision } = panel.dataset;
    if (!here?.saved || "away" in form.dataset || "keptAt" in document.body.dataset) return here;
    if (here.draft !== draft || Number(here.revision) !== Number(revision)) localStorage.removeItem(keyOf(form));
    return null;
  }

  async function begin(form) {
    const panel = panelOf(form);
    if (!panel || typed.has(form)) return;
    const state = stateOf(form);
    const here = ownCopy(form, panel);
    if ("typed" in panel.dataset) [...form.elements].filter(isText).forEach((field) => state.names.add(field.name));
    else if (here) {
      Object.assign(panel.dataset, { draft: here.draft, revision: here.revision, basedOn: here.basedOn, page: here.page });
      Object.entries(here.texts).forEach(([name, text]) => {
        state.names.add(name);
        put(form, name, text);
      });
      if (here.list !== undefined) listOf(form).innerHTML = here.list;
      form.dispatchEvent(new Event("kh:filled", { bubbles: true }));
    }
    state.unsaved = state.names.size > 0 && !here?.saved;
    showButtons(form);
    await putFiles(form);
    keep(form);
  }

  async function putFiles(form) {
    const input = inputOf(form);
    const chosen = input && !input.files.length && (await files("readonly", (store) => store.get(keyOf(form))));
    if (!chosen) return;
    const transfer = new DataTransfer();
    chosen.files.forEach((file) => transfer.items.add(file));
    input.files = transfer.files;
    panelOf(form).textContent = FILES;
  }

  const beginIn = (root) => {
    forgetSent();
    root.querySelectorAll("[data-draft]").forEach((panel) => begin(panel.form ?? panel.closest("form")));
  };

  document.addEventListener("input", (event) => {
    const { form } = event.target;
    if (!form || !panelOf(form) || !isText(event.target)) return;
    stateOf(form).names.add(event.target.name);
    stateOf(form).unsaved = true;
    keepHere(form);
    soon(form);
  });
  document.addEventListener("change", ({ target }) => {
    if (!target.form || !panelOf(target.form)) return;
    if (target.type === "file") {
      keepFilesHere(target.form);
      panelOf(target.form).textContent = target.files.length ? FILES : "";
      target.form.querySelector("[data-draft-refused]").textContent = "";
    }
    keep(target.form);
  });
  document.addEventListener("click", ({ target }) => {
    const button = target.closest("[data-drop-file]");
    if (button) dropFile(button);
  });

  const open = () => [...document.querySelectorAll("[data-draft]")].map((panel) => panel.closest("form"));
  window.addEventListener("online", () => open().forEach(keep));
  window.addEventListener("pagehide", () => open().forEach((form) => keepThere(form, { keepalive: true })));

  // A form on its way is no draft any longer, unless it comes back.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if ("signsOut" in form.dataset) {
      open().forEach((each) => keepThere(each, { keepalive: true }));
      forgetAll();
    } else if (panelOf(form) && (!event.defaultPrevented || form.hasAttribute("hx-post"))) {
      stateOf(form).sent = true;
      stateOf(form).busy?.abort();
      stateOf(form).sending?.abort();
    }
  });
  const cameBack = (form) => {
    stateOf(form).sent = false;
    soon(form);
  };
  window.addEventListener("pageshow", () => open().forEach(cameBack));
  document.addEventListener("htmx:afterRequest", ({ detail: { elt } }) => {
    if (elt.isConnected && elt.matches("form") && panelOf(elt)) cameBack(elt);
  });
  // What sends a form by itself says when it has it.
  document.addEventListener("kh:sent", (event) => forget(keyOf(event.target)));
  document.addEventListener("htmx:load", (event) => beginIn(event.detail.elt));
  beginIn(document);
})();
