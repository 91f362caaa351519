// Small helps for every page. Each page works without them: forms submit, menus are <details>, alerts just stay.
(() => {
  "use strict";

  const messages = () => document.getElementById("kh-messages");

  // --- Messages ---------------------------------------------------------------------------------------------------

  function say(text) {
    const template = document.getElementById("kh-message");
    const place = messages();
    if (!template || !place) return;
    const note = template.content.firstElementChild.cloneNode(true);
    note.querySelector("p").textContent = text;
    note.querySelector("[data-dismiss]").hidden = false;
    note.dataset.said = "";
    place.replaceChildren(note);
    place.scrollIntoView({ block: "nearest" });
  }

  document.querySelectorAll("[data-dismiss]").forEach((button) => (button.hidden = false));
  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-dismiss]");
    if (button) button.closest(".kh-message").remove();
  });

  // --- Tick every box of a form; pressed again, none ----------------------------------------------------------------

  document.querySelectorAll("[data-tick-all]").forEach((button) => (button.hidden = false));
  document.addEventListener("click", (event) => {
    const form = event.target.closest("[data-tick-all]")?.form;
    if (!form) return;
    const boxes = [...form.querySelectorAll("input[type=checkbox]")];
    const every = boxes.some((box) => !box.checked);
    boxes.forEach((box) => (box.checked = every));
  });

  // --- Menus: close on Escape and on a click elsewhere --------------------------------------------------------------

  const closeMenus = (except) =>
    document.querySelectorAll(".kh-menu[open]").forEach((menu) => {
      if (menu !== except) menu.open = false;
    });
  document.addEventListener("click", (event) => closeMenus(event.target.closest(".kh-menu")));
  document.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" && document.querySelector(".kh-menu[open]");
    if (!menu) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });

  // --- Ask before something that matters: data-confirm on a form or on its button -----------------------------------

  const confirmed = new WeakSet();

  function ask(source, onYes) {
    const dialog = document.getElementById("kh-confirm");
    dialog.querySelector("h2").textContent = source.dataset.confirmTitle || "Xin xác nhận";
    dialog.querySelector("p").textContent = source.dataset.confirm;
    dialog.querySelector("[value=yes]").textContent = source.dataset.confirmYes || "Đồng ý";
    dialog.returnValue = "";
    dialog.addEventListener("close", () => dialog.returnValue === "yes" && onYes(), { once: true });
    dialog.showModal();
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const button = event.submitter;
      const source = button?.dataset.confirm ? button : form.dataset.confirm ? form : null;
      if (!source || !document.getElementById("kh-confirm")) return;
      if (confirmed.delete(form)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      ask(source, () => {
        confirmed.add(form);
        form.requestSubmit(button);
      });
    },
    true,
  );

  // --- Send once: the button rests until the answer is there ---------------------------------------------------------

  const resting = new Set();

  function rest(button) {
    if (!button || button.disabled) return;
    button.disabled = true;
    button.setAttribute("aria-busy", "true");
    resting.add(button);
  }

  function wake() {
    resting.forEach((button) => {
      button.disabled = false;
      button.removeAttribute("aria-busy");
    });
    resting.clear();
  }

  // Forms that answer with a file keep the page open, so they say data-download and are left alone.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || "download" in form.dataset) return;
    dirty.delete(form);
    // After the submission has taken the button's own name and value.
    setTimeout(() => form.querySelectorAll("button:not([type=button]), input[type=submit]").forEach(rest));
  });
  window.addEventListener("pageshow", wake);

  // --- Text that is not sent yet: data-guard on the form ---------------------------------------------------------------

  const dirty = new Set();

  document.addEventListener("input", (event) => {
    const form = event.target.form;
    if (form && "guard" in form.dataset) dirty.add(form);
  });
  window.addEventListener("beforeunload", (event) => {
    if ([...dirty].some((form) => form.isConnected)) event.preventDefault();
  });

  // --- htmx --------------------------------------------------------------------------------------------------------------

  const REASONS = {
    0: "Không kết nối được máy chủ. Nội dung đã nhập vẫn còn trên trang; xin kiểm tra mạng rồi thử lại.",
    403: "Đồng chí không có quyền làm việc này, hoặc phiên làm việc đã hết. Xin tải lại trang rồi thử lại.",
    404: "Không tìm thấy nội dung này. Có thể nội dung đã được chuyển hoặc đã đóng.",
    409: "Nội dung này vừa được người khác thay đổi. Xin tải lại trang để xem bản mới nhất.",
    413: "Tệp quá lớn nên chưa gửi được.",
    429: "Thao tác quá nhanh. Xin chờ một phút rồi thử lại.",
  };
  const OTHERWISE = "Máy chủ gặp lỗi nên chưa làm được. Nội dung đã nhập vẫn còn trên trang; xin thử lại sau ít phút.";
  const LOGGED_OUT = "Phiên làm việc đã hết. Xin mở một thẻ mới để đăng nhập lại, rồi quay lại đây và thử lại.";

  const LOGGED_IN_AGAIN =
    "Trang này mở trước lần đăng nhập vừa rồi nên chưa gửi được. Nội dung đã nhập vẫn còn; xin bấm gửi lần nữa.";

  // The token of the present session takes the place of the old one everywhere on the page.
  function renew(token) {
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => (field.value = token));
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
  }

  // A request without a session is led on to the log-in page, which must not land inside this one.
  const loggedOut = (xhr) =>
    new URL(xhr.responseURL || location.href, location.href).pathname === document.body.dataset.loginUrl;

  document.addEventListener("htmx:beforeRequest", (event) => {
    const source = event.detail.elt;
    rest(source.matches("form") ? source.querySelector("button:not([type=button])") : source.closest("button"));
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    wake();
    const { successful, xhr, elt } = event.detail;
    if (!successful || loggedOut(xhr)) return;
    dirty.delete(elt);
    messages()?.querySelector("[data-said]")?.remove();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!loggedOut(event.detail.xhr)) return;
    event.detail.shouldSwap = false;
    say(LOGGED_OUT);
  });
  document.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    const token = xhr.getResponseHeader("X-CSRFToken");
    if (token) renew(token);
    say(token ? LOGGED_IN_AGAIN : REASONS[xhr.status] || OTHERWISE);
  });
  ["htmx:sendError", "htmx:timeout"].forEach((name) =>
    // Prevented by what keeps the form for later (queue.js).
    document.addEventListener(name, (event) => event.defaultPrevented || say(REASONS[0])),
  );

  // --- Show the password -------------------------------------------------------------------------------------------------

  document.querySelectorAll("[data-reveal]").forEach((box) => {
    box.closest("[hidden]").hidden = false;
    box.addEventListener("change", () => {
      box.form.querySelectorAll("input[data-password], input[type=password]").forEach((field) => {
        field.dataset.password = "";
        field.type = box.checked ? "text" : "password";
      });
    });
  });
})();
