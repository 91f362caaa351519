// Photos are made smaller, turned upright and rid of the place they were taken at before they leave the phone. The
// server does the same for whoever has no scripts (kehoach/lib/pictures.py).
(() => {
  "use strict";

  const LONGEST_SIDE = 1600;
  const QUALITY = 0.8;
  const SMALL = 72;
  const HEAVY = 500 * 1024; // a drawing of less stays the PNG it is
  const replaced = new WeakSet(); // the events that tell of what this script has put in

  const isPhoto = (file) => file.type === "image/jpeg" || (file.type === "image/png" && file.size > HEAVY);

  function drawn(picture, side) {
    const scale = Math.min(1, side / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.max(1, Math.round(picture.width * scale));
    canvas.height = Math.max(1, Math.round(picture.height * scale));
    const paper = canvas.getContext("2d");
    paper.fillStyle = "#fff";
    paper.fillRect(0, 0, canvas.width, canvas.height);
    paper.drawImage(picture, 0, 0, canvas.width, canvas.height);
    return canvas;
  }

  // Gives: the file to send and its small picture; the file as it is where the browser cannot read it.
  async function prepared(file) {
    if (!file.type.startsWith("image/")) return { file };
    let picture;
    try {
      picture = await createImageBitmap(file, { imageOrientation: "from-image" });
    } catch {
      return { file };
    }
    const small = drawn(picture, SMALL);
    if (!isPhoto(file)) return { file, small };
    const blob = await new Promise((done) => drawn(picture, LONGEST_SIDE).toBlob(done, "image/jpeg", QUALITY));
    const name = `${file.name.replace(/\.[^.]*$/, "")}.jpg`;
    return { file: new File([blob], name, { type: "image/jpeg", lastModified: Date.now() }), small };
  }

  function weight(bytes) {
    const kilo = bytes / 1024;
    const [number, unit] = kilo < 1024 ? [kilo, "KB"] : [kilo / 1024, "MB"];
    return `${number.toLocaleString("vi", { maximumFractionDigits: number < 10 ? 1 : 0 })} ${unit}`;
  }

  function show(input, all) {
    const list = document.createElement("ul");
    list.className = "kh-files";
    list.setAttribute("aria-label", "Tệp đã chọn");
    for (const { file, small } of all) {
      const item = document.createElement("li");
      item.className = "kh-file";
      const name = document.createElement("span");
      name.textContent = file.name;
      const size = document.createElement("span");
      size.className = "kh-muted kh-small";
      size.textContent = weight(file.size);
      if (small) small.setAttribute("aria-hidden", "true");
      item.append(...(small ? [small] : []), name, size);
      list.append(item);
    }
    const place = input.parentElement;
    place.querySelector(".kh-files")?.remove();
    if (all.length) place.append(list);
  }

  async function prepare(input) {
    const buttons = [...input.form.querySelectorAll("button:not([type=button])")].filter((button) => !button.disabled);
    buttons.forEach((button) => (button.disabled = true));
    try {
      const all = await Promise.all([...input.files].map(prepared));
      const transfer = new DataTransfer();
      all.forEach(({ file }) => transfer.items.add(file));
      input.files = transfer.files;
      show(input, all);
    } finally {
      buttons.forEach((button) => (button.disabled = false));
    }
    const told = new Event("change", { bubbles: true });
    replaced.add(told);
    input.dispatchEvent(told);
  }

  document.addEventListener(
    "change",
    (event) => {
      const input = event.target;
      if (input.type !== "file" || !input.accept.includes(".jpg") || replaced.has(event)) return;
      event.stopImmediatePropagation();
      prepare(input);
    },
    true,
  );
})();
