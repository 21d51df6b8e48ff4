// Saves a long text while it is being written. Nothing is kept in the browser; without this script the button saves.
(() => {
  const PAUSE = 2000;
  const form = document.querySelector("form[data-autosave]");
  if (!form) return;
  const status = form.querySelector("[data-saved]");
  let timer = 0;
  let sending = null;
  let changed = false;
  let stopped = false;

  const save = async () => {
    changed = false;
    const body = new FormData(form);
    body.append("autosave", "1");
    try {
      const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "application/json" } });
      if (answer.status === 409) {
        stopped = true;
        status.textContent = status.dataset.newer;
        return;
      }
      const { version } = await answer.json();
      if (!answer.ok || typeof version !== "string") throw new Error();
      form.elements.version.value = version;
      status.textContent = changed ? "" : status.dataset.saved;
    } catch {
      status.textContent = status.dataset.failed;
    }
  };
  // One request at a time: each carries the version that the one before was answered with.
  const later = () => {
    clearTimeout(timer);
    if (stopped) return;
    timer = setTimeout(() => {
      if (sending) return later();
      sending = save().finally(() => { sending = null; });
    }, PAUSE);
  };
  form.addEventListener("input", (event) => {
    if (event.target.tagName !== "TEXTAREA") return;
    changed = true;
    if (!stopped) status.textContent = "";
    later();
  });
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    stopped = true;
    if (!sending) return;
    event.preventDefault();
    sending.then(() => form.requestSubmit(event.submitter));
  });
})();
