// What a phone keeps for one person (decision 19), for the pages and the service worker alike: whose it is, the key,
// what waits for a line, and the pages kept to open without one. Contents are sealed under the person's own key, which
// the server gives to their session only and which is dropped at sign-out.
self.kehoachStore = (() => {
  "use strict";

  const PAGES = "kehoach-pages:";
  const WAITING = ["waiting", "sending"];
  const KEPT_FOR = 7 * 24 * 3600 * 1000; // how long what was taken stays in the list
  const RENEWED = "X-CSRFToken";
  const REASONS = {
    403: "Đồng chí không có quyền làm việc này.",
    404: "Không tìm thấy nội dung này; có thể đã được chuyển hoặc đã đóng.",
    409: "Nội dung này vừa được người khác thay đổi.",
    413: "Tệp quá lớn nên máy chủ không nhận.",
  };
  const OTHERWISE = "Máy chủ không nhận nội dung này.";

  // --- The database of this browser -----------------------------------------------------------------------------------

  let opening;
  function database() {
    opening ||= new Promise((done, fail) => {
      const request = indexedDB.open("kehoach-queue", 1);
      request.onupgradeneeded = () => {
        request.result.createObjectStore("items", { keyPath: "key" });
        request.result.createObjectStore("owner");
      };
      request.onerror = () => fail(request.error);
      request.onsuccess = () => done(request.result);
    });
    return opening;
  }

  async function act(store, mode, use) {
    const change = (await database()).transaction(store, mode);
    const request = use(change.objectStore(store));
    return new Promise((done, fail) => {
      change.oncomplete = () => done(request.result);
      change.onabort = change.onerror = () => fail(change.error);
    });
  }

  // --- Whose phone it is now ------------------------------------------------------------------------------------------

  const owner = () => act("owner", "readonly", (store) => store.get("now"));
  const own = (record) => act("owner", "readwrite", (store) => store.put(record, "now"));

  async function dropPages(except) {
    const names = (await caches.keys()).filter((name) => name.startsWith(PAGES) && name !== except);
    await Promise.all(names.map((name) => caches.delete(name)));
  }

  // Another person's pages and key go before anything of this one is kept.
  async function adopt(person) {
    const known = await owner();
    if (known?.person === person) return known;
    await dropPages();
    await own({ person });
    return { person };
  }

  async function forget() {
    await act("owner", "readwrite", (store) => store.delete("now"));
    await dropPages();
  }

  // --- Sealing --------------------------------------------------------------------------------------------------------

  const bytesOf = (text) => Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
  const imported = (text) => crypto.subtle.importKey("raw", bytesOf(text), "AES-GCM", false, ["encrypt", "decrypt"]);

  async function seal(keys, data) {
    const iv = crypto.getRandomValues(new Uint8Array(12));
    return { iv, data: await crypto.subtle.encrypt({ name: "AES-GCM", iv }, keys[0], data) };
  }

  // The server may have changed its secret since: what an older key sealed is still opened.
  async function unseal(keys, box) {
    for (const key of keys) {
      try {
        return await crypto.subtle.decrypt({ name: "AES-GCM", iv: box.iv }, key, box.data);
      } catch {
        continue;
      }
    }
    return null;
  }

  // --- What waits -----------------------------------------------------------------------------------------------------

  async function items(person) {
    const all = await act("items", "readonly", (store) => store.getAll());
    return all.filter((item) => item.person === person).sort((one, other) => one.at - other.at);
  }

  const keep = (item) => act("items", "readwrite", (store) => store.put(item));
  const remove = (key) => act("items", "readwrite", (store) => store.delete(key));
  const isWaiting = (item) => WAITING.includes(item.state);

  // The key of the form, by which the server knows it again; a new one where the form was sent once before.
  async function keyOf(fields) {
    const field = fields.find(([name]) => name === "key");
    if (!field) return crypto.randomUUID();
    const known = await act("items", "readonly", (store) => store.get(field[1]));
    if (known && !isWaiting(known)) field[1] = crypto.randomUUID();
    return field[1];
  }

  // Takes: contents: title, url, back (the page to mend it on, where url is none) and fields; files: File by File with the name of their field.
  // Gives: false when this phone has no key yet or no room, and then nothing was kept.
  async function add(contents, version, files) {
    const known = await owner();
    if (!known?.keys) return false;
    const key = await keyOf(contents.fields);
    const boxes = await Promise.all(files.map(async ({ file }) => seal(known.keys, await file.arrayBuffer())));
    const named = files.map(({ field, file }) => ({ field, name: file.name, type: file.type }));
    const text = JSON.stringify({ ...contents, files: named });
    const box = await seal(known.keys, new TextEncoder().encode(text));
    const { url } = contents;
    try {
      await keep({ key, person: known.person, at: Date.now(), state: "waiting", url, version, reasons: [], box, boxes });
    } catch {
      return false;
    }
    return true;
  }

  async function contentsOf(item) {
    const { keys } = (await owner()) || {};
    const opened = keys && (await unseal(keys, item.box));
    if (!opened) return null;
    const contents = JSON.parse(new TextDecoder().decode(opened));
    const files = await Promise.all(
      contents.files.map(async ({ field, name, type }, index) => {
        const data = await unseal(keys, item.boxes[index]);
        return { field, file: new File([data], name, { type }) };
      }),
    );
    return { ...contents, files };
  }

  // --- Sending --------------------------------------------------------------------------------------------------------

  // Gives: person, token and keys of the present session; null without one. Throws without a line.
  async function session(url) {
    const response = await fetch(url, { redirect: "manual", headers: { Accept: "application/json" } });
    if (response.type === "opaqueredirect") return null;
    if (!response.ok) throw new Error(String(response.status));
    const said = await response.json();
    await adopt(said.person);
    await own({ person: said.person, keys: await Promise.all(said.keys.map(imported)) });
    return said;
  }

  // What this phone itself sent of the same page since has raised the number of the row.
  function versionOf(item, all) {
    let { version } = item;
    const taken = all.filter((other) => other.state === "received" && other.url === item.url && other.at < item.at);
    while (taken.some((other) => other.sentVersion === version)) version += 1;
    return version;
  }

  async function post(item, contents, version, token) {
    const body = new FormData();
    contents.fields.forEach(([name, value]) => body.append(name, name === "version" ? version : value));
    contents.files.forEach(({ field, file }) => body.append(field, file, file.name));
    const waited = Math.max(0, Math.round((Date.now() - item.at) / 1000));
    const headers = { "X-CSRFToken": token, "HX-Request": "true", "Kehoach-Queued": String(waited) };
    return fetch(item.url, { method: "POST", body, headers, redirect: "manual", signal: AbortSignal.timeout(180000) });
  }

  // Gives: the item as it stands after one sending; null when it is to be sent again; "login" without a session.
  async function sent(item, all, said) {
    const contents = await contentsOf(item);
    if (!contents) return { ...item, state: "refused", reasons: ["Không mở được nội dung này trên máy."] };
    const version = versionOf(item, all);
    let response = await post(item, contents, version, said.token);
    const fresh = response.headers.get(RENEWED);
    if (response.status === 403 && fresh) response = await post(item, contents, version, fresh);
    if (response.type === "opaqueredirect") return "login";
    if (response.status === 429 || response.status >= 500) return null;
    if (response.ok) {
      const { url } = await response.json();
      return { ...item, state: "received", seen: url, sentVersion: version, receivedAt: Date.now(), boxes: [] };
    }
    const reasons = response.status === 422 ? (await response.json()).reasons : [REASONS[response.status] || OTHERWISE];
    return { ...item, state: "refused", reasons };
  }

  // In the order of pressing, one after the other, by one page at a time.
  // Gives: "sent", "lost" (no line, try later), "login" or "busy" (another page is at it).
  const sendAll = (url, changed) =>
    navigator.locks.request("kehoach-queue", { ifAvailable: true }, async (lock) => {
      if (!lock) return "busy";
      let said;
      try {
        said = await session(url);
      } catch {
        return "lost";
      }
      if (!said) return "login";
      for (const { key } of (await items(said.person)).filter(isWaiting)) {
        const all = await items(said.person);
        const item = all.find((one) => one.key === key);
        if (!item) continue; // thrown away meanwhile
        await keep({ ...item, state: "sending" });
        changed();
        let outcome = null;
        try {
          outcome = await sent(item, all, said);
        } catch {
          // The line went: whether it came through is not known, and sending it again does no harm.
        }
        const known = outcome && outcome !== "login";
        await keep(known ? outcome : { ...item, state: "waiting" });
        changed();
        if (!known) return outcome || "lost";
      }
      return "sent";
    });

  async function tidy(person) {
    const old = (item) => item.state === "received" && Date.now() - item.receivedAt > KEPT_FOR;
    await Promise.all((await items(person)).filter(old).map((item) => remove(item.key)));
  }

  return { PAGES, adopt, add, contentsOf, dropPages, forget, isWaiting, items, owner, remove, sendAll, session, tidy };
})();
