// Passkeys: a form that says data-passkey="create" or "get" asks the browser first and is sent with its answer.
// Without a browser that knows passkeys the form stays hidden, and the page's own sentence says so.
(() => {
  "use strict";

  const REASONS = {
    NotAllowedError: "Chưa xong: đã hủy hoặc đã quá giờ. Xin thử lại.",
    InvalidStateError: "Thiết bị này đã có khóa truy cập của tài khoản.",
    SecurityError: "Địa chỉ đang mở không dùng được khóa truy cập; cần https và một tên miền. Xin báo người quản trị.",
  };
  const OTHERWISE = "Trình duyệt chưa dùng được khóa truy cập. Xin thử lại, hoặc dùng cách khác.";

  async function ask(form) {
    const options = JSON.parse(form.querySelector("script[type='application/json']").textContent);
    return JSON.stringify(await webauthnJSON[form.dataset.passkey](options));
  }

  function prepare(form) {
    const { credential } = form.elements;
    const refusal = form.querySelector("[data-passkey-refusal]");
    credential.value = "";
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      if (credential.value) return;
      event.preventDefault();
      refusal.hidden = true;
      try {
        credential.value = await ask(form);
        form.requestSubmit();
      } catch (error) {
        refusal.textContent = REASONS[error.name] || OTHERWISE;
        refusal.hidden = false;
      }
    });
    window.addEventListener("pageshow", () => (credential.value = ""));
  }

  if (!webauthnJSON.supported()) return;
  document.querySelectorAll("[data-passkey-missing]").forEach((sentence) => sentence.remove());
  document.querySelectorAll("form[data-passkey]").forEach(prepare);
})();
